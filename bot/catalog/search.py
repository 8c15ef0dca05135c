"""Finding services by words: names, everyday names, keywords, questions, department, theme.

Also by pinyin (full, initials, mixed), by sound where a character is mistyped, and as one
types. Every hit says why it was found. Measured against others in `benchmarks/search.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.catalog.filters import ANY, Filters, Masks
from bot.catalog.model import Catalog, Service
from bot.catalog.postings import (
    PostingsBuilder,
    Text,
    initial_terms,
    pair_terms,
    skip_terms,
)
from bot.catalog.spelling import (
    LATIN,
    as_pinyin,
    plain,
    plain_all,
    reads_by_character,
    spoken,
    typed_initials,
)
from bot.text.pinyin import sounds

WEIGHTS = {
    "name": 3.0, "everyday_name": 3.0, "keyword": 1.5,
    "theme": 1.0, "department": 1.0, "question": 0.7,
}  # fmt: skip
"""What a word counts by the field it stands in."""

SKIP_WEIGHT = 0.5
SOUND_WEIGHT = 0.5
TYPED_SOUND_WEIGHT = 1.2
INITIAL_WEIGHT = 0.8

EXACT, EXACT_SOUND, EXACT_INITIALS = 60.0, 45.0, 40.0
STARTS, STARTS_SOUND, STARTS_INITIALS = 20.0, 16.0, 14.0
ALIKE = 12.0
"""What it adds when a name is, begins with, or looks like the query."""

RANKED_CLOSELY = 30
REASONS = 3
PREFIXES_SEEN = 64
DOCUMENTS_A_TIME = 5000
LONGEST_QUERY = 64
LONGEST_INITIALS = 7
"""More letters than this are compared by their beginning only."""


@dataclass(frozen=True)
class Hit:
    """One service found, how well, and why: ``kind:words`` that matched."""

    service: str
    score: float
    why: tuple[str, ...]


class SearchIndex:
    """The search index of one catalogue version."""

    def __init__(self, catalog: Catalog) -> None:
        self._services = catalog.services
        self._ids = tuple(catalog.services)
        self._masks = Masks(catalog)
        builder = PostingsBuilder()
        named: list[str] = []
        bounds = [0]
        prefixes = _PrefixesBuilder()
        numbered = enumerate(catalog.services.values())
        while chunk := list(islice(numbered, DOCUMENTS_A_TIME)):
            texts, names, starting = _spelt(chunk)
            builder.add(texts)
            prefixes.add(starting)
            for own in names:
                named += own
                bounds.append(len(named))
        self._named, self._bounds = named, bounds
        self._postings = builder.build(len(self._ids))
        self._plain, self._spoken, self._initials = prefixes.build()

    def find(self, query: str, *, limit: int = 10, filters: Filters = ANY) -> tuple[Hit, ...]:
        """The best services for a query, best first; with no query, all that pass the filters."""
        said = plain(query)[:LONGEST_QUERY]
        allowed = self._masks.allowed(filters)
        if not said:
            return () if query.strip() else self._all(allowed, limit)
        scores = self._postings.score(self._terms(said))
        for place, bonus in self._by_beginning(said).items():
            scores[place] += bonus
        if allowed is not None:
            scores[~allowed] = 0.0
        return self._best(said, scores, limit)

    def _all(self, allowed: NDArray[np.bool_] | None, limit: int) -> tuple[Hit, ...]:
        listed = range(len(self._ids)) if allowed is None else np.flatnonzero(allowed)
        return tuple(Hit(self._ids[at], 0.0, ()) for at in listed[:limit])

    def _best(self, said: str, scores: NDArray[np.float32], limit: int) -> tuple[Hit, ...]:
        letters = set(said)
        close = {
            int(place): float(scores[place]) + ALIKE * _likeness(letters, self._names_of(place))
            for place in _highest(scores, max(RANKED_CLOSELY, limit))
        }
        ranked = sorted(close.items(), key=lambda pair: (-pair[1], self._ids[pair[0]]))[:limit]
        return tuple(
            Hit(self._ids[place], round(score, 3), self._why(said, place))
            for place, score in ranked
        )

    def _names_of(self, place: int) -> list[str]:
        """Names and keywords of a service, plain, in the order of `_named_fields`."""
        return self._named[self._bounds[place] : self._bounds[place + 1]]

    def _terms(self, said: str) -> dict[int, float]:
        """Terms of the query with weights; the heaviest where one comes twice."""
        terms: dict[int, float] = defaultdict(float)
        for term in pair_terms(said):
            terms[term] = 1.0
        for term in skip_terms(said):
            terms[term] = SKIP_WEIGHT
        typed = bool(LATIN.search(said))
        for run in sounds(said):
            for term in self._postings.sound_terms(run):
                terms[term] = TYPED_SOUND_WEIGHT if typed else SOUND_WEIGHT
        letters = typed_initials(said) if typed else ""
        for term in initial_terms(letters) if len(letters) <= LONGEST_INITIALS else ():
            terms[term] = INITIAL_WEIGHT
        return terms

    def _by_beginning(self, said: str) -> dict[int, float]:
        """Services with a name that is or begins with the query, in characters or in sound."""
        bonus: dict[int, float] = {}
        kinds = [(self._plain, said, EXACT, STARTS)]
        if LATIN.search(said):
            kinds.append((self._spoken, "".join(spoken(said)), EXACT_SOUND, STARTS_SOUND))
            kinds.append((self._initials, typed_initials(said), EXACT_INITIALS, STARTS_INITIALS))
        for prefixes, start, whole, part in kinds:
            for name, place in prefixes.starting_with(start):
                found = whole if len(name) == len(start) else part * len(start) / len(name)
                bonus[place] = max(bonus.get(place, 0.0), found)
        return bonus

    def _why(self, said: str, place: int) -> tuple[str, ...]:
        """The words of the service that the query shares, an equal name first."""
        service, names = self._services[self._ids[place]], self._names_of(place)
        reasons: list[str] = []
        pairs = _pairs(said)
        for (kind, text), name in zip(_named_fields(service), names):
            if said == name:
                reasons.insert(0, f"{kind}:{text}")
            elif len(reasons) < REASONS and _shares(said, pairs, name):
                reasons.append(f"{kind}:{text}")
        others = () if len(reasons) >= REASONS else _other_fields(service)
        reasons += [f"{kind}:{text}" for kind, text in others if _shares(said, pairs, text.lower())]
        reasons = reasons or _why_by_sound(said, service, names)
        return tuple(reasons[:REASONS]) or (f"similar:{service.name}",)


def _why_by_sound(said: str, service: Service, names: Sequence[str]) -> list[str]:
    syllables, letters = "".join(spoken(said)), typed_initials(said)
    written = [text for _, text in _named_fields(service)]
    pinyin, firsts = as_pinyin(names)
    sounding = [f"pinyin:{text}" for text, sound in zip(written, pinyin) if syllables in sound]
    if sounding or len(letters) < 2:
        return sounding
    return [f"initials:{text}" for text, first in zip(written, firsts) if letters in first]


class _PrefixesBuilder:
    """Gathers names in three spellings: plain, as pinyin, as initials."""

    def __init__(self) -> None:
        self._spellings: tuple[list[str], list[str], list[str]] = ([], [], [])
        self._places: list[int] = []

    def add(self, names: Sequence[tuple[str, int]]) -> None:
        """Takes plain names, each with the place of its service."""
        spelt = [name for name, _ in names]
        for gathered, found in zip(self._spellings, (spelt, *as_pinyin(spelt))):
            gathered.extend(found)
        self._places += [place for _, place in names]

    def build(self) -> tuple[_Prefixes, _Prefixes, _Prefixes]:
        """One ordered list a spelling."""
        places = np.array(self._places, dtype=np.int32)
        plains, pinyin, initials = self._spellings
        return _Prefixes(plains, places), _Prefixes(pinyin, places), _Prefixes(initials, places)


class _Prefixes:
    """One spelling of all names in order, for finding those that begin alike."""

    def __init__(self, names: list[str], places: NDArray[np.int32]) -> None:
        order = sorted(range(len(names)), key=names.__getitem__)
        self._names = [names[at] for at in order]
        self._places = places[order] if order else places

    def starting_with(self, start: str) -> Iterator[tuple[str, int]]:
        """The first names that begin with ``start``; an equal one stands first."""
        if not start:
            return
        begin = bisect_left(self._names, start)
        for at in range(begin, min(begin + PREFIXES_SEEN, len(self._names))):
            if not self._names[at].startswith(start):
                return
            yield self._names[at], int(self._places[at])


def _spelt(
    chunk: Sequence[tuple[int, Service]],
) -> tuple[list[Text], list[list[str]], list[tuple[str, int]]]:
    """The texts to index, the plain names of each service, and the names one begins to type."""
    fields = [
        (place, kind, text, named)
        for place, service in chunk
        for named, found in ((True, _named_fields(service)), (False, _other_fields(service)))
        for kind, text in found
    ]
    texts: list[Text] = []
    names: list[list[str]] = [[] for _ in chunk]
    starting: list[tuple[str, int]] = []
    first = chunk[0][0]
    for (place, kind, _, named), spelt in zip(
        fields, plain_all([text for _, _, text, _ in fields])
    ):
        if named:
            names[place - first].append(spelt)
        if not spelt:
            continue
        if named and kind != "keyword":
            starting.append((spelt, place))
        by_word = named and not reads_by_character(spelt)
        # Of two names that hold the words, the shorter one is nearer.
        weight = WEIGHTS[kind] / (1 + 0.02 * len(spelt))
        texts.append(Text(place, spelt, weight, named, spoken(spelt) if by_word else ()))
    return texts, names, starting


def _named_fields(service: Service) -> Iterator[tuple[str, str]]:
    yield "name", service.name
    if service.short_name:
        yield "everyday_name", service.short_name
    yield from (("everyday_name", text) for text in service.everyday_names)
    yield from (("keyword", text) for text in service.keywords)


def _other_fields(service: Service) -> Iterator[tuple[str, str]]:
    yield "theme", service.theme
    yield "department", service.department
    yield from (("question", text) for text in service.sample_questions)


def _highest(scores: NDArray[np.float32], count: int) -> Sequence[int]:
    """Places of the highest scores above 0, in no order.

    Ordering a hundred thousand costs a millisecond, so half of the highest is tried first.
    """
    if not len(scores):
        return []
    top = float(scores.max())
    found = np.flatnonzero(scores > top / 2)
    if len(found) < count:
        found = np.flatnonzero(scores > 0)
    if len(found) > count:
        found = found[np.argpartition(scores[found], len(found) - count)[-count:]]
    return [int(place) for place in found] if top > 0 else []


def _likeness(letters: set[str], names: Sequence[str]) -> float:
    """How much of the query and of the likest name is shared, in characters (Dice)."""
    size, shared = len(letters), letters.intersection
    return max((2 * len(shared(name)) / (size + len(name)) for name in names), default=0.0)


def _shares(said: str, pairs: set[str], text: str) -> bool:
    """Whether one holds the other, or they share two pairs of neighbouring characters."""
    if said in text or (text in said and text != ""):
        return True
    return sum([pair in text for pair in pairs]) >= 2


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
