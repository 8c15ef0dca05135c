"""A linear text classifier: TF-IDF features, one weight vector a class, calibrated scores.

Fitted by `bot/text/one_against_rest.py`; read back from plain arrays, so that no
pickle ever crosses a process border.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, repeat
from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import cross_val_predict

from bot.text import one_against_rest
from bot.text.counting import Features, vectors

Floats = NDArray[np.float32]

KINDS = {
    "w:": "words",
    "c:": "characters",
    "y:": "sound",
    "k:": "concepts",
}
"""What a feature's prefix (`bot.text.features`) stands for."""

OTHER = "other"
_KIND_NAMES = tuple(sorted((*KINDS.values(), OTHER)))

UNKNOWN = -1
"""Stands for the place of a feature that training never met."""

VECTORS_REMEMBERED = 8
"""Of the turn under way: scores and signals are made from the same one."""

TEMPERATURES = np.linspace(0.05, 1.0, 39)


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """Classes with their weights; ``weights`` is (features + 1, classes), the last row the bias.

    Weights are rounded to half precision, which costs no accuracy and halves the file. In memory
    they are single precision: no processor here multiplies halves, and turning the rows of one
    sentence into singles took three times as long as everything else that is done with them.
    """

    classes: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    temperature: float
    features: Features

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        *,
        features: Features,
        c: float = 0.5,
        temperature: float | None = None,
        least: int = 1,
    ) -> LinearClassifier:
        """Fits on normalised texts; features in fewer than ``least`` of them are left out.

        A temperature not given is chosen by cross-validation.
        """
        matrix, names, weighing = vectors(texts, features=features, least=least)
        classes, weights = one_against_rest.fit(matrix, labels, c=c)
        return cls(
            classes=classes,
            vocabulary={name: place for place, name in enumerate(names)},
            idf=weighing.idf_.astype(np.float32),
            weights=weights,
            temperature=temperature or _temperature(matrix, labels, c=c),
            features=features,
        )

    def scores(self, text: str) -> Floats:
        """Probabilities in the order of ``classes``; they sum to one."""
        return self.probabilities(self.margins(text))

    def probabilities(self, margins: Floats) -> Floats:
        """Margins as probabilities."""
        scaled = margins / self.temperature
        powers = np.exp(scaled - scaled.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)

    def margins(self, text: str) -> Floats:
        """Raw margins in the order of ``classes``."""
        return self.margins_of(self.features(text))

    def margins_of(self, found: Iterable[str]) -> Floats:
        """Raw margins for features that were taken from a text already."""
        vector = _vector(self, tuple(found))
        return np.asarray(vector.values @ vector.rows + self.weights[-1], dtype=np.float32)

    def speaking(
        self, found: Sequence[str], places: Sequence[int], *, share: float
    ) -> tuple[tuple[str, ...], ...]:
        """The kinds of feature, by name, that give at least this share of what speaks for each of
        these classes."""
        vector = _vector(self, tuple(found))
        size = len(vector.places)
        parts = np.zeros((len(_KIND_NAMES), size), dtype=np.float32)
        parts[self._kinds.take(vector.places), np.arange(size)] = vector.values
        added = np.maximum(parts @ vector.rows.take(places, axis=1), 0.0)
        loud = added >= share * np.where(total := added.sum(axis=0), total, 1.0)
        return tuple(tuple(compress(_KIND_NAMES, kinds)) for kinds in loud.T.tolist())

    @cached_property
    def _kinds(self) -> NDArray[np.intp]:
        """The kind of every feature of the vocabulary."""
        place_of = {name: place for place, name in enumerate(_KIND_NAMES)}
        kinds = (place_of[KINDS.get(name[:2], OTHER)] for name in self.vocabulary)
        return np.fromiter(kinds, np.intp, len(self.vocabulary))

    def weigh(self, found: Iterable[str]) -> dict[str, float]:
        """TF-IDF weights by feature; a feature never met counts as the rarest."""
        rarest = float(self.idf.max()) if len(self.idf) else 1.0
        weights: dict[str, float] = {}
        for feature, count in Counter(found).items():
            place = self.vocabulary.get(feature)
            rarity = rarest if place is None else float(self.idf[place])
            weights[feature] = (1 + log(count)) * rarity
        return weights

    def known_share(self, found: Sequence[str]) -> float:
        """The share of these features that were seen in training."""
        return _vector(self, tuple(found)).known_count / max(1, len(found))

    def to_bytes(self, *, compressed: bool = False) -> bytes:
        """Plain arrays, readable without unpickling."""
        save = np.savez_compressed if compressed else np.savez
        names = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        buffer = io.BytesIO()
        save(
            buffer,
            classes=np.array(self.classes),
            names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            temperature=np.array(self.temperature),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, *, features: Features) -> LinearClassifier:
        """Reads what ``to_bytes`` wrote; raises ValueError on anything else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split("\n")
            return cls(
                classes=tuple(str(name) for name in stored["classes"]),
                vocabulary={name: index for index, name in enumerate(names)},
                idf=stored["idf"],
                weights=stored["weights"].astype(np.float32),
                temperature=float(stored["temperature"]),
                features=features,
            )


class _Vector(NamedTuple):
    """One text: places of the features that are known, their TF-IDF values (of length one) and
    weights.

    ``known_count`` counts repeated features as often as they stand there.
    """

    places: NDArray[np.intp]
    known_count: int
    values: Floats
    rows: Floats


def forget_vectors() -> None:
    """Drops remembered vectors: each keeps its classifier, weights and all, from going."""
    _vector.cache_clear()


@lru_cache(maxsize=VECTORS_REMEMBERED)
def _vector(classifier: LinearClassifier, found: tuple[str, ...]) -> _Vector:
    known = Counter(map(classifier.vocabulary.get, found, repeat(UNKNOWN)))
    known.pop(UNKNOWN, 0)
    size = len(known)
    places = np.fromiter(known, np.intp, size)
    counts = np.fromiter(known.values(), np.float32, size)
    values = (1 + np.log(counts)) * classifier.idf.take(places)
    length = sqrt(values @ values)
    return _Vector(
        places=places,
        known_count=known.total(),
        values=values / np.float32(length or 1.0),
        rows=classifier.weights.take(places, axis=0),
    )


def _temperature(matrix: csr_matrix, labels: Sequence[str], *, c: float) -> float:
    """The softmax temperature with the least log loss under 3-fold cross-validation."""
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    if np.bincount(targets).min() < 3 or len(names) < 3:
        return 0.3
    margins = cross_val_predict(
        one_against_rest.machine(c),
        matrix,
        targets,
        cv=3,
        method="decision_function",
    )
    rows = np.arange(len(targets))
    losses = []
    for temperature in TEMPERATURES:
        scaled = margins / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        losses.append(float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, targets])))
    return float(TEMPERATURES[int(np.argmin(losses))])
