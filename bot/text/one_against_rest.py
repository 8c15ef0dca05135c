"""Linear SVMs, one for each class against the rest, fitted with scikit-learn's LinearSVC.

Of the rest only the texts most like a class teach anything: with a quarter of them, and every
twentieth of all, as many development questions are found in a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.text.counting import MANY_TEXTS, WORKERS
from bot.text.side_by_side import side_by_side

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

TOLERANCE = 1.5
"""Of the solver; 0.5 found as many of the development questions in nearly twice the time."""

MANY_CLASSES = 40
"""With fewer classes than this one process is as quick as several, and every text counts.
Processes, not threads: liblinear draws all its random numbers from one place, so that two threads
at once make another model every time."""

ALIKE = 0.25
"""The part of the texts, those most like a class, that it is told apart from."""

EVERY = 20
"""One text in so many besides, so that a margin means the same for texts like no class."""


def machine(c: float) -> LinearSVC:
    """The classifier behind each class; ``c`` is its regularisation."""
    return LinearSVC(C=c, dual=True, random_state=0, tol=TOLERANCE)


def fit(matrix: csr_matrix, labels: Sequence[str], *, c: float) -> tuple[tuple[str, ...], Floats]:
    """The classes in order and their weights, (features + 1, classes), the last row the bias."""
    matrix.sum_duplicates()
    names = sorted(set(labels))
    parts = WORKERS if len(names) >= MANY_CLASSES else 1
    shares = [names[start::parts] for start in range(parts)]
    work = partial(_fit_share, matrix, labels, c=c, chosen=_few_suffice(names, labels))
    fitted = side_by_side(work, shares)
    columns = {name: column for part in fitted for name, column in part.items()}
    weights = np.empty((matrix.shape[1] + 1, len(names)), dtype=np.float32)
    for place, name in enumerate(names):
        weights[:, place] = columns[name]
    return tuple(names), weights


def _few_suffice(names: Sequence[str], labels: Sequence[str]) -> bool:
    return len(names) >= MANY_CLASSES and len(labels) >= MANY_TEXTS


def _fit_share(
    matrix: csr_matrix, labels: Sequence[str], share: Sequence[str], *, c: float, chosen: bool
) -> dict[str, Halves]:
    exact, named = matrix.astype(np.float64), np.asarray(labels)
    likeness = _likeness(matrix, named, share) if chosen else None
    fitted = {}
    for place, name in enumerate(share):
        own = named == name
        rows = slice(None) if likeness is None else _rows(own, likeness[:, place])
        model = machine(c).fit(exact[rows], own[rows])
        fitted[name] = np.append(model.coef_[0], model.intercept_[0]).astype(np.float16)
    return fitted


def _likeness(matrix: csr_matrix, named: NDArray[np.str_], share: Sequence[str]) -> Floats:
    """How like the mean of each class a text is, rather than the mean of all: (texts, classes)."""
    own = csr_matrix(np.array([named == name for name in share], dtype=np.float32))
    own = own.multiply(1 / own.sum(axis=1)).tocsr()
    typical = (own @ matrix).toarray() - np.asarray(matrix.mean(axis=0))
    return np.asarray(matrix @ typical.T.astype(np.float32))


def _rows(own: NDArray[np.bool_], likeness: Floats) -> NDArray[np.intp]:
    """The texts of a class, those most like them and a few of all others, in order."""
    most = min(own.sum() + int(ALIKE * len(own)), len(own))
    alike = np.argpartition(np.where(own, -np.inf, -likeness), most - 1)[:most]
    return np.union1d(alike, np.arange(0, len(own), EVERY))
