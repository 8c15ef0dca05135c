"""Finding services by words: names, everyday names, keywords, questions, department, theme.

Also by pinyin (full, initials, mixed), by sound where a character is mistyped, and as one
types. Every hit says why it was found. Measured against others in `benchmarks/search.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalog.model import Catalog, Service
from bot.catalog.postings import (
    PostingsBuilder,
    Text,
    initial_terms,
    initials_of,
    pair_terms,
    skip_terms,
)
from bot.text.normalise import MAX_LENGTH, normalise
from bot.text.pinyin import full, sounds
from bot.text.pinyin import split as split_pinyin
from bot.text.segment import words

WEIGHTS = {
    "name": 3.0, "everyday_name": 3.0, "keyword": 1.5,
    "theme": 1.0, "department": 1.0, "question": 0.7,
}  # fmt: skip
"""What a word counts by the field it stands in."""

NAMED = frozenset({"name", "everyday_name", "keyword"})
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

POLYPHONES = frozenset("行长重乐还朝调藏传参省曾单盛校会都便降处")
"""Characters of which more than one reading is common in names of services."""

_LATIN = re.compile(r"[a-z]+")
_NO_LETTER = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@dataclass(frozen=True)
class Hit:
    """One service found, how well, and why: ``kind:words`` that matched."""

    service: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """Only services that have all of these; empty means any."""

    theme: str = ""
    audience: str = ""
    department: str = ""
    tags: tuple[str, ...] = ()
    zero_visits: bool = False
    online: bool = False

    def wanted(self) -> Iterator[str]:
        """The marks a service must bear."""
        for field in ("theme", "audience", "department"):
            if value := getattr(self, field):
                yield f"{field}:{value}"
        yield from (f"tag:{tag}" for tag in self.tags)
        if self.zero_visits:
            yield "zero_visits"
        if self.online:
            yield "online"


ANY = Filters()


class SearchIndex:
    """The search index of one catalogue version."""

    def __init__(self, catalog: Catalog) -> None:
        self._services = catalog.services
        self._ids = tuple(catalog.services)
        self._masks = _masks(catalog.services.values())
        builder = PostingsBuilder()
        self._named: list[tuple[_Named, ...]] = []
        numbered = enumerate(catalog.services.values())
        while chunk := list(islice(numbered, DOCUMENTS_A_TIME)):
            texts = [text for place, service in chunk for text in _texts(place, service)]
            builder.add([text for text, _ in texts])
            named: dict[int, list[_Named]] = {place: [] for place, _ in chunk}
            for text, name in texts:
                if name is not None:
                    named[text.document].append(name)
            self._named.extend(map(tuple, named.values()))
        self._postings = builder.build(len(self._ids))
        self._plain = _Prefixes(self._named, lambda name: name.plain)
        self._spoken = _Prefixes(self._named, lambda name: name.spoken)
        self._initials = _Prefixes(self._named, lambda name: name.initials)

    def find(self, query: str, *, limit: int = 10, filters: Filters = ANY) -> tuple[Hit, ...]:
        """The best services for a query, best first; with no query, all that pass the filters."""
        said = _plain(query)[:LONGEST_QUERY]
        allowed = self._allowed(filters)
        if not said:
            listed = range(len(self._ids)) if allowed is None else np.flatnonzero(allowed)
            return (
                tuple(Hit(self._ids[at], 0.0, ()) for at in listed[:limit])
                if not query.strip()
                else ()
            )
        scores = self._postings.score(self._terms(said))
        for place, bonus in self._by_beginning(said).items():
            scores[place] += bonus
        if allowed is not None:
            scores[~allowed] = 0.0
        return self._best(said, scores, limit)

    def _best(self, said: str, scores: NDArray[np.float32], limit: int) -> tuple[Hit, ...]:
        kept = min(max(RANKED_CLOSELY, limit), len(scores))
        first = np.argpartition(scores, len(scores) - kept)[len(scores) - kept :]
        close = {
            int(place): float(scores[place]) + ALIKE * _likeness(said, self._named[place])
            for place in first
            if scores[place] > 0
        }
        ranked = sorted(close.items(), key=lambda pair: (-pair[1], self._ids[pair[0]]))[:limit]
        return tuple(
            Hit(self._ids[place], round(score, 3), self._why(said, place))
            for place, score in ranked
        )

    def _terms(self, said: str) -> dict[int, float]:
        """Terms of the query with weights; the heaviest where one comes twice."""
        terms: dict[int, float] = defaultdict(float)
        for term in pair_terms(said):
            terms[term] = 1.0
        for term in skip_terms(said):
            terms[term] = SKIP_WEIGHT
        typed = bool(_LATIN.search(said))
        for run in sounds(said):
            for term in self._postings.sound_terms(run):
                terms[term] = TYPED_SOUND_WEIGHT if typed else SOUND_WEIGHT
        letters = _typed_initials(said) if typed else ""
        for term in initial_terms(letters) if len(letters) <= LONGEST_INITIALS else ():
            terms[term] = INITIAL_WEIGHT
        return terms

    def _by_beginning(self, said: str) -> dict[int, float]:
        """Services with a name that is or begins with the query, in characters or in sound."""
        bonus: dict[int, float] = {}
        kinds = [(self._plain, said, EXACT, STARTS)]
        if _LATIN.search(said):
            spoken = "".join(_spoken(said))
            kinds.append((self._spoken, spoken, EXACT_SOUND, STARTS_SOUND))
            kinds.append((self._initials, _typed_initials(said), EXACT_INITIALS, STARTS_INITIALS))
        for prefixes, start, whole, part in kinds:
            for name, place in prefixes.starting_with(start):
                found = whole if len(name) == len(start) else part * len(start) / len(name)
                bonus[place] = max(bonus.get(place, 0.0), found)
        return bonus

    def _allowed(self, filters: Filters) -> NDArray[np.bool_] | None:
        allowed: NDArray[np.bool_] | None = None
        for mark in filters.wanted():
            mask = self._masks.get(mark, np.zeros(len(self._ids), dtype=bool))
            allowed = mask if allowed is None else allowed & mask
        return allowed

    def _why(self, said: str, place: int) -> tuple[str, ...]:
        """The words of the service that the query shares, an equal name first."""
        service = self._services[self._ids[place]]
        pairs = _pairs(said)
        reasons: list[str] = []
        for name in self._named[place]:
            if said == name.plain:
                reasons.insert(0, f"{name.kind}:{name.text}")
            elif _shares(said, pairs, name.plain):
                reasons.append(f"{name.kind}:{name.text}")
        others = () if len(reasons) >= REASONS else _other_fields(service)
        reasons += [f"{kind}:{text}" for kind, text in others if _shares(said, pairs, text.lower())]
        reasons = reasons or self._why_by_sound(said, place)
        return tuple(reasons[:REASONS]) or (f"similar:{service.name}",)

    def _why_by_sound(self, said: str, place: int) -> list[str]:
        spoken, initials = "".join(_spoken(said)), _typed_initials(said)
        named = self._named[place]
        sounding = [f"pinyin:{name.text}" for name in named if spoken in name.spoken]
        if sounding or len(initials) < 2:
            return sounding
        return [f"initials:{name.text}" for name in named if initials in name.initials]


class _Named(NamedTuple):
    """A name or keyword, normalised, as pinyin, and as initials."""

    kind: str
    text: str
    plain: str
    spoken: str
    initials: str


class _Prefixes:
    """One spelling of all names in order, for finding those that begin alike."""

    def __init__(
        self, named: Sequence[tuple[_Named, ...]], spelling: Callable[[_Named], str]
    ) -> None:
        pairs = sorted(
            (spelling(name), place)
            for place, names in enumerate(named)
            for name in names
            if name.kind != "keyword"
        )
        self._names = [name for name, _ in pairs]
        self._places = np.array([place for _, place in pairs], dtype=np.int32)

    def starting_with(self, start: str) -> Iterator[tuple[str, int]]:
        """The first names that begin with ``start``; an equal one stands first."""
        if not start:
            return
        begin = bisect_left(self._names, start)
        for at in range(begin, min(begin + PREFIXES_SEEN, len(self._names))):
            if not self._names[at].startswith(start):
                return
            yield self._names[at], int(self._places[at])


def _texts(place: int, service: Service) -> list[tuple[Text, _Named | None]]:
    fields = [*_named_fields(service), *_other_fields(service)]
    found: list[tuple[Text, _Named | None]] = []
    for (kind, written), plain in zip(fields, _plain_all([text for _, text in fields])):
        if not plain:
            continue
        named = kind in NAMED
        spoken = _spoken(plain) if named else ()
        # Of two names that hold the words, the shorter one is nearer.
        weight = WEIGHTS[kind] / (1 + 0.02 * len(plain))
        text = Text(place, plain, weight, named, spoken)
        name = _Named(kind, written, plain, "".join(spoken), initials_of(spoken)) if named else None
        found.append((text, name))
    return found


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


def _plain(text: str) -> str:
    return _NO_LETTER.sub("", normalise(text))


def _plain_all(texts: list[str]) -> list[str]:
    """All texts normalised at once, which costs a fifth of one by one."""
    joined = "|".join(text.replace("|", " ") for text in texts)
    if len(joined) >= MAX_LENGTH:
        return [_plain(text) for text in texts]
    parts = normalise(joined).split("|")
    if len(parts) != len(texts):
        return [_plain(text) for text in texts]
    return [_NO_LETTER.sub("", part) for part in parts]


def _spoken(plain: str) -> tuple[str, ...]:
    """The syllables of a normalised text as one types them; pinyin in it is split.

    A character is read by itself, which costs a twentieth of cutting words; only where one of
    several common readings stands the word decides.
    """
    if POLYPHONES.isdisjoint(plain) and not _LATIN.search(plain):
        return tuple(map(_syllable, plain))
    found: list[str] = []
    for word in words(plain):
        found += (split_pinyin(word) or (word,)) if _LATIN.fullmatch(word) else full(word)
    return tuple(found)


@lru_cache(maxsize=32768)
def _syllable(character: str) -> str:
    return "".join(full(character))


def _typed_initials(said: str) -> str:
    """The query as initials: letters as they stand, Chinese characters by their first letter."""
    parts = re.findall(r"[a-z]+|[\u3400-\u9fff]+", said)
    return "".join(part if part.isascii() else initials_of(full(part)) for part in parts)


def _likeness(said: str, names: Iterable[_Named]) -> float:
    """How much of the query and of the likest name is shared, in characters (Dice)."""
    wanted = set(said)
    best = 0.0
    for name in names:
        letters = set(name.plain)
        best = max(best, 2 * len(wanted & letters) / (len(wanted) + len(letters)))
    return best


def _shares(said: str, pairs: set[str], text: str) -> bool:
    """Whether one holds the other, or they share two pairs of neighbouring characters."""
    return said in text or (text in said and text != "") or sum(pair in text for pair in pairs) >= 2


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _masks(services: Iterable[Service]) -> dict[str, NDArray[np.bool_]]:
    """Mark → which services bear it."""
    places: dict[str, list[int]] = defaultdict(list)
    size = 0
    for place, service in enumerate(services):
        size = place + 1
        for mark in _marks(service):
            places[mark].append(place)
    masks = {}
    for mark, found in places.items():
        masks[mark] = np.zeros(size, dtype=bool)
        masks[mark][found] = True
    return masks


def _marks(service: Service) -> Iterator[str]:
    yield f"theme:{service.theme}"
    yield f"department:{service.department}"
    yield from (f"audience:{audience}" for audience in service.audience)
    yield from (f"tag:{tag}" for tag in service.tags)
    if service.visits and all(visits.count == 0 for visits in service.visits):
        yield "zero_visits"
    if any(way.kind == "online" for way in service.channels):
        yield "online"
