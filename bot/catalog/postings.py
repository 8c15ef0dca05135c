"""An inverted index in plain arrays: term → documents with weights.

Terms are integers (a tag and two characters or syllables), so that the terms of a whole
catalogue are made by a few array operations instead of one Python object each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalog.spelling import syllable
from bot.text.pinyin import fold

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Part = tuple[Ints, Places, Bytes]
"""Sorted terms, the documents they stand in, and their weights."""

PAIR, SKIP, SINGLE, SOUND, INITIAL = TAGS = tuple(kind << 44 for kind in range(5))
"""Tags: two neighbours, two around one, one character, two syllables, two initials."""

_BREAK = ord("\n")
_SHIFT = 21
"""A code point has 21 bits."""

_WEIGHT_STEPS = 80
"""Weights up to 3 are kept in a byte, in steps of 1/80."""

MOST_SCANNED = 120_000
"""Postings looked at a query; rarer terms first, so that common ones cost nothing."""


class Text(NamedTuple):
    """One text of a document; ``named`` texts are indexed by sound and for typing errors too.

    ``syllables`` are given where the characters are not read one by one.
    """

    document: int
    text: str
    weight: float
    named: bool
    syllables: tuple[str, ...] = ()


class Syllables:
    """Numbers for syllables, given as they come; those that sound alike share one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, sound: str) -> int:
        """The number of a syllable, a new one when nothing like it was ever met."""
        found = self._numbers.get(sound)
        if found is None:
            alike = self._numbers.setdefault(fold(sound), len(self._numbers) + 1)
            found = self._numbers.setdefault(sound, alike)
        return found

    def known(self, sound: str) -> int | None:
        """The number of a syllable that was met."""
        return self._numbers.get(sound)

    def of_characters(self, codes: Ints) -> tuple[Ints, Ints]:
        """Numbers of the syllables of characters read one by one, and their first letters."""
        met, where = np.unique(codes, return_inverse=True)
        sounds = [syllable(chr(code)) for code in met]
        numbers = np.array([self.number(sound) for sound in sounds], np.int64)
        letters = np.array([ord(sound[0]) for sound in sounds], np.int64)
        return numbers[where], letters[where]


class PostingsBuilder:
    """Gathers the terms of documents, some thousand at a time."""

    def __init__(self) -> None:
        self._syllables = Syllables()
        self._parts: dict[int, list[Part]] = {tag: [] for tag in TAGS}

    def add(self, texts: Sequence[Text]) -> None:
        """Indexes the texts of some documents; all texts of a document come together."""
        if not texts:
            return
        joined = "\n".join(text.text for text in texts)
        codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        owner = np.cumsum(codes == _BREAK)
        named = np.array([text.named for text in texts])
        documents = np.array([text.document for text in texts], dtype=np.int32)
        weights = np.array([text.weight * _WEIGHT_STEPS for text in texts], dtype=np.uint8)
        terms = {
            PAIR: [_neighbours(codes, owner)],
            SKIP: [_around(codes, owner, named)],
            SINGLE: [_singles(codes, owner, named)],
            SOUND: [],
            INITIAL: [],
        }
        for numbers, letters, owners in (
            self._read_by_character(texts, codes, owner, named),
            self._read_by_word(texts),
        ):
            same = owners[:-1] == owners[1:]
            for tag, values in ((SOUND, numbers), (INITIAL, letters)):
                keys = (tag | values[:-1] << _SHIFT | values[1:])[same]
                terms[tag].append((keys, owners[:-1][same]))
        for tag, found in terms.items():
            keys = np.concatenate([key for key, _ in found])
            owners = np.concatenate([place for _, place in found])
            self._parts[tag].append(_heaviest(keys, documents[owners], weights[owners]))

    def _read_by_character(
        self, texts: Sequence[Text], codes: Ints, owner: Ints, named: NDArray[np.bool_]
    ) -> tuple[Ints, Ints, Ints]:
        alone = named & np.array([not text.syllables for text in texts])
        kept = alone[owner] & (codes != _BREAK)
        return (*self._syllables.of_characters(codes[kept]), owner[kept])

    def _read_by_word(self, texts: Sequence[Text]) -> tuple[Ints, Ints, Ints]:
        number = self._syllables.number
        found = [
            (number(sound), ord(sound[0]), place)
            for place, text in enumerate(texts)
            for sound in text.syllables
        ]
        numbers, letters, owners = np.array(found, np.int64).reshape(-1, 3).T
        return numbers, letters, owners

    def build(self, documents: int) -> Postings:
        """The finished index; one kind of term after the other, which halves the memory."""
        terms: list[Ints] = []
        sizes: list[Ints] = []
        found: list[Places] = []
        weights: list[Bytes] = []
        for tag in TAGS:
            keys, places, heavy = _merged(self._parts.pop(tag))
            distinct, counts = np.unique(keys, return_counts=True)
            terms.append(distinct)
            sizes.append(counts)
            found.append(places)
            weights.append(heavy)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))])
        return Postings(
            documents,
            np.concatenate(terms),
            starts,
            np.concatenate(found),
            np.concatenate(weights),
            self._syllables,
        )


class Postings:
    """The finished index."""

    def __init__(
        self,
        documents: int,
        terms: Ints,
        starts: Ints,
        found: Places,
        weights: Bytes,
        syllables: Syllables,
    ) -> None:
        self._documents = documents
        self._terms, self._starts = terms, starts
        self._found, self._weights = found, weights
        self._syllables = syllables

    def score(self, query: dict[int, float]) -> Floats:
        """One score a document: weighted terms, the rarer the heavier (inverse frequency)."""
        scores = np.zeros(self._documents, dtype=np.float32)
        for start, end, weight in self._rarest_first(query):
            rarity = np.log1p(self._documents / (1 + end - start))
            factor = np.float32(rarity * weight / _WEIGHT_STEPS)
            scores[self._found[start:end]] += self._weights[start:end] * factor
        return scores

    def _rarest_first(self, query: dict[int, float]) -> Iterator[tuple[int, int, float]]:
        """Where the postings of each term stand, until enough were looked at."""
        wanted = np.fromiter(query, dtype=np.int64, count=len(query))
        if not len(wanted) or not len(self._terms):
            return
        places = np.minimum(np.searchsorted(self._terms, wanted), len(self._terms) - 1)
        there = np.flatnonzero(self._terms[places] == wanted)
        sizes = self._starts[places + 1] - self._starts[places]
        scanned = 0
        for index in there[np.argsort(sizes[there], kind="stable")]:
            size = int(sizes[index])
            scanned += size
            if scanned > MOST_SCANNED and scanned > size:
                return
            start = int(self._starts[places[index]])
            yield start, start + size, query[int(wanted[index])]

    def sound_terms(self, syllables: Sequence[str]) -> list[int]:
        """Terms of neighbouring syllables, of those that were ever met."""
        numbers = [self._syllables.known(sound) for sound in syllables]
        return [
            SOUND | a << _SHIFT | b for a, b in pairwise(numbers) if a is not None and b is not None
        ]


def pair_terms(text: str) -> list[int]:
    """Terms of neighbouring characters; of a single character, itself."""
    if len(text) == 1:
        return [SINGLE | ord(text)]
    return [PAIR | ord(a) << _SHIFT | ord(b) for a, b in pairwise(text)]


def skip_terms(text: str) -> list[int]:
    """Terms of characters around one that may be wrong."""
    return [SKIP | ord(a) << _SHIFT | ord(b) for a, b in zip(text, text[2:])]


def initial_terms(letters: str) -> list[int]:
    """Terms of neighbouring initials."""
    return [INITIAL | ord(a) << _SHIFT | ord(b) for a, b in pairwise(letters)]


def _neighbours(codes: Ints, owner: Ints) -> tuple[Ints, Ints]:
    whole = (codes[:-1] != _BREAK) & (codes[1:] != _BREAK)
    return (PAIR | codes[:-1] << _SHIFT | codes[1:])[whole], owner[:-1][whole]


def _around(codes: Ints, owner: Ints, named: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    same = (owner[:-2] == owner[2:]) & (codes[:-2] != _BREAK) & named[owner[:-2]]
    return (SKIP | codes[:-2] << _SHIFT | codes[2:])[same], owner[:-2][same]


def _singles(codes: Ints, owner: Ints, named: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    kept = (codes != _BREAK) & named[owner]
    return (SINGLE | codes)[kept], owner[kept]


def _heaviest(keys: Ints, documents: Places, weights: Bytes) -> Part:
    """Each term once a document, with its heaviest weight, in order."""
    order = np.lexsort((documents, keys))
    keys, documents, weights = keys[order], documents[order], weights[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (documents[1:] != documents[:-1])
    starts = np.flatnonzero(first)
    heavy = np.maximum.reduceat(weights, starts) if len(starts) else weights
    return keys[first], documents[first], heavy


def _merged(parts: list[Part]) -> Part:
    """Parts of one kind of term as one; documents stay in order."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8)
    keys = np.concatenate([part[0] for part in parts])
    order = np.argsort(keys, kind="stable")
    documents = np.concatenate([part[1] for part in parts])[order]
    weights = np.concatenate([part[2] for part in parts])[order]
    return keys[order], documents, weights
