"""What a sentence asks about, by the words people ask with: 「要带什么」「几点开门」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = "asking.yml"

_CLAUSES = re.compile("[,，。;；!！、?？]")
_ASKS = re.compile(
    r"吗|么|嘛|什么|怎|哪|几|多少|能不能|可不可以|行不行|是不是|要不要|谁|多久|有没有|不$|咩|啥|咋|否"
)


@dataclass(frozen=True)
class Cue:
    """The words that ask about one aspect; ``asked`` ones count only in a clause that asks."""

    aspect: str
    pattern: re.Pattern[str]
    asked: bool


@dataclass(frozen=True)
class Asking:
    """The cues in the order in which they win over one another."""

    cues: tuple[Cue, ...]

    @classmethod
    def read(cls, folder: Path, *, file: str = FILE) -> Asking:
        """Reads the cues of a folder; without them nothing is heard."""
        return _read(folder / file)

    def named(self, text: str) -> str | None:
        """The first cue that stands anywhere in a plain text."""
        found = self._first(text)
        return found.aspect if found else None

    def about(self, text: str) -> str | None:
        """The aspect that a plain text asks about; the last clause that asks decides."""
        clauses = [clause for clause in reversed(_CLAUSES.split(text)) if clause.strip()]
        for clause in clauses:
            found = self._first(clause) if _ASKS.search(clause) else None
            if found:
                return found.aspect
        for clause in clauses:
            found = self._first(clause)
            if found and not found.asked:
                return found.aspect
        return None

    def _first(self, clause: str) -> Cue | None:
        return next((cue for cue in self.cues if cue.pattern.search(clause)), None)


@lru_cache(maxsize=4)
def _read(path: Path) -> Asking:
    groups = yaml.safe_load(path.read_text("utf-8")) if path.exists() else ()
    return Asking(
        tuple(
            Cue(
                group["aspect"],
                re.compile("|".join(group["says"])),
                asked=group["aspect"] in {"channel", "conditions"},
            )
            for group in groups
        )
    )
