"""A linear text classifier: TF-IDF features, one weight vector a class, calibrated scores.

Fitted with scikit-learn's LinearSVC (liblinear); read back from plain arrays, so that no
pickle ever crosses a process border.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import cross_val_predict
from sklearn.svm import LinearSVC

Floats = NDArray[np.float32]
Features = Callable[[str], list[str]]

TEMPERATURES = np.linspace(0.05, 1.0, 39)


@dataclass(frozen=True)
class LinearClassifier:
    """Classes with their weights; ``weights`` is (features + 1, classes), the last row the bias."""

    classes: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    temperature: float
    features: Features

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[str], *, features: Features, c: float = 0.5
    ) -> LinearClassifier:
        """Fits on normalised texts; the temperature is chosen by cross-validation."""
        vectorizer = TfidfVectorizer(
            analyzer=features, sublinear_tf=True, dtype=np.float32, min_df=1
        )
        matrix = vectorizer.fit_transform(texts)
        model = LinearSVC(C=c, dual=True, random_state=0)
        model.fit(matrix, labels)
        coefficients, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            coefficients = np.vstack([-coefficients, coefficients])
            bias = np.concatenate([-bias, bias])
        return cls(
            classes=tuple(str(name) for name in model.classes_),
            vocabulary={str(k): int(v) for k, v in vectorizer.vocabulary_.items()},
            idf=vectorizer.idf_.astype(np.float32),
            weights=np.vstack([coefficients.T, bias[None, :]]).astype(np.float32),
            temperature=_temperature(matrix, labels, c=c),
            features=features,
        )

    def scores(self, text: str) -> Floats:
        """Probabilities in the order of ``classes``; they sum to one."""
        margins = self.margins(text) / self.temperature
        powers = np.exp(margins - margins.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)

    def margins(self, text: str) -> Floats:
        """Raw margins in the order of ``classes``."""
        counts: dict[int, int] = {}
        for feature in self.features(text):
            index = self.vocabulary.get(feature)
            if index is not None:
                counts[index] = counts.get(index, 0) + 1
        bias = self.weights[-1]
        if not counts:
            return bias
        indices = np.fromiter(counts, dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(values)) * self.idf[indices]
        values /= np.linalg.norm(values)
        return np.asarray(values @ self.weights[indices] + bias, dtype=np.float32)

    def known_share(self, text: str) -> float:
        """The share of the text's features that were seen in training."""
        found = self.features(text)
        return sum(f in self.vocabulary for f in found) / len(found) if found else 0.0

    def to_bytes(self) -> bytes:
        """Plain arrays, readable without unpickling."""
        names = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        buffer = io.BytesIO()
        np.savez(
            buffer,
            classes=np.array(self.classes),
            names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            idf=self.idf,
            weights=self.weights,
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
                weights=stored["weights"],
                temperature=float(stored["temperature"]),
                features=features,
            )


def _temperature(matrix: csr_matrix, labels: Sequence[str], *, c: float) -> float:
    """The softmax temperature with the least log loss under 3-fold cross-validation."""
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    if np.bincount(targets).min() < 3 or len(names) < 3:
        return 0.3
    margins = cross_val_predict(
        LinearSVC(C=c, dual=True, random_state=0), matrix, targets, cv=3, method="decision_function"
    )
    rows = np.arange(len(targets))
    losses = []
    for temperature in TEMPERATURES:
        scaled = margins / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        losses.append(float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, targets])))
    return float(TEMPERATURES[int(np.argmin(losses))])
