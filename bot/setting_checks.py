"""What a setting may hold, and which names there are: checked before anything relies on it."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from dotenv.parser import parse_stream

from bot.errors import SettingsError

PREFIX = "BANSHI_"
ONE_REDIS = ("redis", "rediss", "unix")
SEVERAL_REDIS = ("sentinel", "cluster", "clusters")


def redis_address(url: str) -> str:
    """An address as bot/stores/connect.py takes it; raises ValueError without showing passwords."""
    scheme, mark, rest = url.partition("://")
    if url and (not mark or not rest or scheme not in (*ONE_REDIS, *SEVERAL_REDIS)):
        kinds = ", ".join(f"{name}://" for name in (*ONE_REDIS, *SEVERAL_REDIS))
        raise ValueError(f"an address begins with one of {kinds}, and a place follows")
    if scheme in ONE_REDIS:
        try:
            _ = urlsplit(url).port
        except ValueError as error:
            raise ValueError("the port of the address is no number up to 65535") from error
    return url


def existing_folder(folder: Path) -> Path:
    """A folder that is there: from another one nothing would be read, and nobody told."""
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    return folder


def proxy_addresses(text: str) -> str:
    """`*`, or addresses and networks by commas; a name would be believed of nobody."""
    for one in filter(None, (part.strip() for part in text.split(","))):
        try:
            if text.strip() != "*":
                ipaddress.ip_network(one) if "/" in one else ipaddress.ip_address(one)
        except ValueError as error:
            wanted = "an address (10.0.0.1), a network (10.0.0.0/8) or * alone"
            raise ValueError(f"{one!r} is not {wanted}") from error
    return text


def names_in(path: Path) -> Iterator[str]:
    """The names a `.env` sets; raises SettingsError at the line that cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            for binding in parse_stream(file):
                if binding.error:
                    raise SettingsError(f"{path}:{binding.original.line}: not like NAME=value")
                if binding.key:
                    yield binding.key
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error


def unknown(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A sentence about each name that begins like a setting and is none."""
    there = tuple(known)
    for name in sorted({name.upper() for name in names}):
        if name.startswith(PREFIX) and name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            yield f"{name} is no setting{meant} (`banshi settings` lists all)"
