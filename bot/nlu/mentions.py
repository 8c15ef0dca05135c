"""Mentions of districts, people, cities, positions, dates, ages and households.

Names by spaCy's entity ruler, the rest by what is said around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language

from bot.text.dates import find_date
from bot.text.elsewhere import household_place
from bot.text.normalise import normalise
from bot.text.numbers import ordinal
from bot.text.rewording import ORDINARY_WORDS

_STAYED = re.compile(r"才来|来的|来深|搬来|搬到|住进|开始住|住到现在")
_BORN = re.compile(r"出生|生的|生人|[年月日号]生(?!效)")


@dataclass(frozen=True)
class Mention:
    """Something named in a text; offsets are into the normalised text."""

    entity: str
    value: str
    start: int = 0
    end: int = 0

    def as_entity(self) -> dict[str, Any]:
        """Rasa's entity format."""
        return {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "extractor": "mentions",
        }


def find_mentions(text: str, *, folder: Path, today: date) -> tuple[Mention, ...]:
    """Everything named in a normalised text, in order of appearance."""
    starts, nlp = _ruler(str(folder))
    may_name = any(c in starts or text[at : at + 2] in starts for at, c in enumerate(text))
    found = [
        Mention(ent.label_, ent.ent_id_ or ent.text, ent.start_char, ent.end_char)
        for ent in (nlp(text).ents if may_name else ())
    ]
    position = ordinal(text)
    if position is not None:
        found.append(Mention("ordinal", str(position), 0, len(text)))
    named = find_date(text, today=today)
    if named is not None:
        found.append(Mention("date", named.isoformat(), 0, len(text)))
    if named is not None and _BORN.search(text) and named <= today:
        found.append(Mention("age", str(_years(named, today)), 0, len(text)))
    if named is not None and _STAYED.search(text) and named <= today:
        found.append(Mention("stayed", str(_months(named, today)), 0, len(text)))
    place = household_place(text, folder)
    if place:
        found.append(Mention("household", place, 0, len(text)))
    return tuple(found)


def _months(since: date, today: date) -> int:
    """Full months since a day."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return months - (today.day < since.day)


def _years(born: date, today: date) -> int:
    """Full years (周岁): the birthday itself completes one."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@lru_cache(maxsize=4)
def _ruler(folder: str) -> tuple[frozenset[str], Language]:
    """A character pipeline with the entity ruler: a name inside a longer word is found too.

    With it the first two characters of every name: making a document of a text without any of
    them costs more than all that is looked for otherwise.
    """
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = _patterns(Path(folder))
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    return frozenset(one["pattern"][:2] for one in patterns), nlp


def _patterns(folder: Path) -> list[dict[str, Any]]:
    districts = _read(folder / "districts.yml")
    relations = _read(folder / "relations.yml")
    patterns: list[dict[str, Any]] = []
    for district in districts:
        names = {district["name"], *district["say"]}
        names |= {f"{street}街道" for street in district["streets"]}
        names |= {street for street in district["streets"] if street not in ORDINARY_WORDS}
        patterns += [_pattern("district", district["name"], name) for name in names]
    for relation in relations:
        patterns += [_pattern("relation", relation["name"], name) for name in relation["say"]]
    for group in _read(folder / "other_cities.yml"):
        patterns += [_pattern("city", name, name) for name in group]
    return patterns


def _pattern(label: str, value: str, name: str) -> dict[str, Any]:
    """A phrase, which spaCy looks up in a tree; a pattern of tokens costs ten times as much."""
    return {"label": label, "id": value, "pattern": normalise(name)}


def _read(path: Path) -> list[Any]:
    return list(yaml.safe_load(path.read_text("utf-8"))) if path.exists() else []
