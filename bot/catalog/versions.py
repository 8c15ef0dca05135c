"""A catalogue as bytes and back, and the name of a version."""

from __future__ import annotations

import gzip
import hashlib
from datetime import date
from typing import Any

import orjson
from pydantic import ValidationError

from bot.catalog.model import Catalog
from bot.errors import CatalogError


def pack(catalog: Catalog) -> bytes:
    """The catalogue as gzipped JSON; equal catalogues give equal bytes."""
    return gzip.compress(orjson.dumps(_plain(catalog)), compresslevel=6, mtime=0)


def unpack(data: bytes, *, name: str) -> Catalog:
    """Reads what ``pack`` wrote, under the version name it is kept by; raises CatalogError."""
    try:
        content = orjson.loads(gzip.decompress(data))
        return Catalog.parse_obj({**content, "version": name})
    except (OSError, EOFError, orjson.JSONDecodeError, ValidationError, TypeError) as error:
        raise CatalogError(f"version {name} cannot be read by this code: {error}") from error


def fingerprint(catalog: Catalog) -> str:
    """Eight characters that differ whenever the content does."""
    return hashlib.sha256(orjson.dumps(_plain(catalog), option=orjson.OPT_SORT_KEYS)).hexdigest()[
        :8
    ]


def version_name(catalog: Catalog, *, day: date) -> str:
    """A name people can say and that names one content: day and fingerprint."""
    return f"{day:%Y%m%d}-{fingerprint(catalog)}"


def _plain(catalog: Catalog) -> dict[str, Any]:
    return catalog.dict(by_alias=True, exclude_defaults=True, exclude={"version"})
