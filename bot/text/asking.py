"""What a sentence asks about, by the words people ask with: 「要带什么」「几点开门」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.text.homophones import Homophones

FILE = "asking.yml"

STORY = 40
"""A text longer than this tells a story before it asks, in characters."""

GENERAL = "guide"
"""Asked beside anything else, this gives way to it: 「要带什么，怎么办」."""

_CLAUSES = re.compile("[,，。;；!！、?？]")
_ASKS = re.compile(
    r"吗|么|嘛|什么|怎|哪|(?<![十好零这那前后近\d])几|多少|能不能|可不可以|行不行|是不是|要不要|谁|多久|"
    r"有没有|还是|不$|吧$|马$|咩|啥|咋|否"
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
    homophones: Homophones

    @classmethod
    def read(cls, folder: Path, *, file: str = FILE) -> Asking:
        """Reads the cues of a folder; without them nothing is heard."""
        return _read(folder / file)

    def named(self, text: str) -> str | None:
        """The first cue that stands anywhere in a plain text."""
        found = self.cue_of(self.homophones.mend(text))
        return found.aspect if found else None

    def about(self, text: str) -> str | None:
        """The aspect that a plain text asks about: the first that is asked; else what is told of.

        A general 「怎么办」 gives way to anything else. In a long story what was told before does
        not count, and the last question is the one that is meant.
        """
        said = self.homophones.mend(text)
        clauses = [(self.cue_of(clause), asks(clause)) for clause in clauses_of(said)]
        return meant(clauses, story=len(said) > STORY)

    def cue_of(self, clause: str) -> Cue | None:
        """The first cue of a clause, its homophones mended already."""
        return next((cue for cue in self.cues if cue.pattern.search(clause)), None)


def meant(clauses: Sequence[tuple[Cue | None, bool]], *, story: bool) -> str | None:
    """The aspect meant by the clauses of a text, each with its cue and whether it asks."""
    asked = [cue for cue, asking in clauses if cue and asking]
    told = [cue for cue, _ in clauses if cue and not cue.asked]
    if story:
        heard = asked[::-1] or told
    else:
        heard = [cue for cue in (*asked, *told) if cue.aspect != GENERAL] or asked
    return heard[0].aspect if heard else None


def clauses_of(text: str) -> list[str]:
    """What stands between punctuation; at least one."""
    return [clause for clause in _CLAUSES.split(text) if clause.strip()] or [text]


def around_asking(text: str, *, before: int, after: int) -> list[tuple[str, str, str]]:
    """Each word of asking between so many characters before and after it."""
    return [
        (
            text[max(0, word.start() - before) : word.start()],
            word.group(),
            text[word.end() : word.end() + after],
        )
        for word in _ASKS.finditer(text)
    ]


def after_asking(text: str) -> int:
    """Where the first word of asking ends; where the text does when nothing is asked."""
    word = _ASKS.search(text)
    return word.end() if word else len(text)


def asks(clause: str) -> bool:
    """Whether a clause is put as a question."""
    return bool(_ASKS.search(clause))


@lru_cache(maxsize=4)
def _read(path: Path) -> Asking:
    homophones = Homophones.read(path.parent)
    groups = yaml.safe_load(path.read_text("utf-8")) if path.exists() else ()
    return Asking(
        tuple(
            Cue(
                group["aspect"],
                re.compile("|".join(group["says"])),
                asked=group["aspect"] in {"channel", "conditions"},
            )
            for group in groups
        ),
        homophones,
    )
