"""An inverted index in plain arrays: term → documents with weights.

Terms are integers (a tag and two characters or syllables), so that the terms of a whole
catalogue are made by a few array operations instead of one Python object each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.text.pinyin import fold

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

PAIR, SKIP, SINGLE, SOUND, INITIAL = (kind << 44 for kind in range(5))
"""Tags: two neighbours, two around one, one character, two syllables, two initials."""

_BREAK = ord("\n")
_SHIFT = 21
"""A code point has 21 bits."""

MOST_SCANNED = 150_000
"""Postings looked at a query; rarer terms first, so that common ones cost nothing."""


class Text(NamedTuple):
    """One text of a document; ``named`` texts are indexed by sound and for typing errors too."""

    document: int
    text: str
    weight: float
    named: bool
    syllables: tuple[str, ...] = ()


class Syllables:
    """Numbers for syllables, given as they come; those that sound alike share one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, syllable: str) -> int:
        """The number of a syllable, a new one when nothing like it was ever met."""
        found = self._numbers.get(syllable)
        if found is None:
            alike = self._numbers.setdefault(fold(syllable), len(self._numbers) + 1)
            found = self._numbers.setdefault(syllable, alike)
        return found

    def known(self, syllable: str) -> int | None:
        """The number of a syllable that was met."""
        return self._numbers.get(syllable)


class PostingsBuilder:
    """Gathers the terms of documents, some thousand at a time."""

    def __init__(self) -> None:
        self.syllables = Syllables()
        self._parts: list[tuple[Ints, NDArray[np.int32], Floats]] = []

    def add(self, texts: Sequence[Text]) -> None:
        """Indexes the texts of some documents; all texts of a document come together."""
        if not texts:
            return
        joined = "\n".join(text.text for text in texts)
        codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        owner = np.cumsum(codes == _BREAK)
        named = np.array([text.named for text in texts])
        terms = [
            _neighbours(codes, owner),
            _around(codes, owner, named),
            _singles(codes, owner, named),
        ]
        terms.append(self._sounds(texts))
        keys = np.concatenate([key for key, _ in terms])
        owners = np.concatenate([place for _, place in terms])
        documents = np.array([text.document for text in texts], dtype=np.int32)[owners]
        weights = np.array([text.weight for text in texts], dtype=np.float32)[owners]
        self._parts.append(_heaviest(keys, documents, weights))

    def _sounds(self, texts: Sequence[Text]) -> tuple[Ints, Ints]:
        """Terms of neighbouring syllables and initials of all texts, by array operations."""
        number = self.syllables.number
        numbers: list[int] = []
        letters: list[int] = []
        for text in texts:
            numbers += map(number, text.syllables)
            letters += [ord(syllable[0]) for syllable in text.syllables]
        lengths = np.array([len(text.syllables) for text in texts])
        owner = np.repeat(np.arange(len(texts)), lengths)
        same = owner[:-1] == owner[1:]
        keys = []
        for tag, codes in (
            (SOUND, np.array(numbers, np.int64)),
            (INITIAL, np.array(letters, np.int64)),
        ):
            keys.append((tag | codes[:-1] << _SHIFT | codes[1:])[same])
        return np.concatenate(keys), np.tile(owner[:-1][same], 2)

    def build(self, documents: int) -> Postings:
        """The finished index."""
        if not self._parts:
            nothing = np.zeros(0, np.int64), np.zeros(1, np.int64)
            return Postings(
                documents, *nothing, np.zeros(0, np.int32), np.zeros(0, np.float32), self.syllables
            )
        keys = np.concatenate([part[0] for part in self._parts])
        order = np.argsort(keys, kind="stable")
        found = np.concatenate([part[1] for part in self._parts])[order]
        weights = np.concatenate([part[2] for part in self._parts])[order]
        self._parts.clear()
        terms, starts = np.unique(keys[order], return_index=True)
        return Postings(
            documents, terms, np.append(starts, len(keys)), found, weights, self.syllables
        )


class Postings:
    """The finished index."""

    def __init__(
        self,
        documents: int,
        terms: Ints,
        starts: Ints,
        found: NDArray[np.int32],
        weights: Floats,
        syllables: Syllables,
    ) -> None:
        self.documents = documents
        self._terms, self._starts = terms, starts
        self._found, self._weights = found, weights
        self._syllables = syllables

    def score(self, query: dict[int, float]) -> Floats:
        """One score a document: weighted terms, the rarer the heavier (inverse frequency)."""
        scores = np.zeros(self.documents, dtype=np.float32)
        wanted = np.fromiter(query, dtype=np.int64, count=len(query))
        if not len(wanted) or not len(self._terms):
            return scores
        places = np.minimum(np.searchsorted(self._terms, wanted), len(self._terms) - 1)
        there = np.flatnonzero(self._terms[places] == wanted)
        sizes = self._starts[places + 1] - self._starts[places]
        scanned = 0
        for index in there[np.argsort(sizes[there], kind="stable")]:
            size = int(sizes[index])
            scanned += size
            if scanned > MOST_SCANNED and scanned > size:
                break
            start = int(self._starts[places[index]])
            rarity = np.log1p(self.documents / (1 + size))
            factor = np.float32(rarity * query[int(wanted[index])])
            scores[self._found[start : start + size]] += (
                self._weights[start : start + size] * factor
            )
        return scores

    def sound_terms(self, syllables: Sequence[str]) -> list[int]:
        """Terms of neighbouring syllables, of those that were ever met."""
        numbers = [self._syllables.known(syllable) for syllable in syllables]
        return [
            SOUND | a << _SHIFT | b for a, b in pairwise(numbers) if a is not None and b is not None
        ]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        arrays = (self._terms, self._starts, self._found, self._weights)
        return int(sum(array.nbytes for array in arrays))


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


def initials_of(syllables: Iterable[str]) -> str:
    """First letters: ju zhu zheng → jzz."""
    return "".join(syllable[0] for syllable in syllables if syllable)


def _neighbours(codes: Ints, owner: Ints) -> tuple[Ints, Ints]:
    whole = (codes[:-1] != _BREAK) & (codes[1:] != _BREAK)
    return (PAIR | codes[:-1] << _SHIFT | codes[1:])[whole], owner[:-1][whole]


def _around(codes: Ints, owner: Ints, named: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    same = (owner[:-2] == owner[2:]) & (codes[:-2] != _BREAK) & named[owner[:-2]]
    return (SKIP | codes[:-2] << _SHIFT | codes[2:])[same], owner[:-2][same]


def _singles(codes: Ints, owner: Ints, named: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    kept = (codes != _BREAK) & named[owner]
    return (SINGLE | codes)[kept], owner[kept]


def _heaviest(
    keys: Ints, documents: NDArray[np.int32], weights: Floats
) -> tuple[Ints, NDArray[np.int32], Floats]:
    """Each term once a document, with its heaviest weight."""
    order = np.lexsort((-weights, documents, keys))
    keys, documents, weights = keys[order], documents[order], weights[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (documents[1:] != documents[:-1])
    return keys[first], documents[first], weights[first]
