"""How one visit reads: its language and size, kept in the addresses of our own pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from connectors.web.language import Language, language_of

EVERYWHERE = ("lang", "elder")
KEPT = (*EVERYWHERE, "shared", "origin")
"""Parts of the address that hold for the whole visit."""

ELDER_SIZE = 20
"""Pixels; as `connectors/ui/src/page/look.ts` has it."""


@dataclass(frozen=True)
class Look:
    """Language and size of a visit, and addresses that keep them."""

    language: Language
    elder: bool
    path: str
    kept: dict[str, str]
    size: int = ELDER_SIZE

    def again(self, **changed: str) -> str:
        """This page, with something changed."""
        return _address(self.path, {**self.kept, **changed})

    def to(self, path: str, **more: str) -> str:
        """Another page, read in the same way."""
        same = {name: value for name, value in self.kept.items() if name in EVERYWHERE}
        return _address(path, {**more, **same})


def look_of(request: Request) -> Look:
    """The look an address and a browser ask for."""
    query = request.query_params
    kept = {name: query[name] for name in KEPT if name in query}
    return Look(language_of(request), query.get("elder") == "1", request.url.path, kept)


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
