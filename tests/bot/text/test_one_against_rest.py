"""Classes told apart from what is like them are told apart from everything."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.text import one_against_rest

CLASSES = one_against_rest.MANY_CLASSES
TEXTS = 60
"""Of each class: two features of its own, one shared with the next class, one with everybody."""


@pytest.fixture
def matrix() -> csr_matrix:
    made = np.random.default_rng(3)
    rows = np.zeros((CLASSES * TEXTS, 2 * CLASSES + 1), dtype=np.float32)
    for place in range(len(rows)):
        own = place // TEXTS
        rows[place, [2 * own, 2 * ((own + 1) % CLASSES), -1]] = (1.0, 0.6, made.random())
        rows[place, 2 * own + 1] = made.random()
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return csr_matrix(rows)


@pytest.mark.parametrize("many", [1, 10**6], ids=["what is like it", "all of the rest"])
def test_every_text_is_nearest_its_own_class(
    monkeypatch: pytest.MonkeyPatch, matrix: csr_matrix, many: int
) -> None:
    monkeypatch.setattr(one_against_rest, "MANY_TEXTS", many)
    labels = [f"{place // TEXTS:02}" for place in range(matrix.shape[0])]
    names, weights = one_against_rest.fit(matrix, labels, c=1.0)
    margins = matrix @ weights[:-1] + weights[-1]
    assert list(names) == sorted(set(labels))
    assert [names[best] for best in margins.argmax(axis=1)] == labels
    assert weights.shape == (matrix.shape[1] + 1, CLASSES)


def test_the_same_data_make_the_same_weights(
    monkeypatch: pytest.MonkeyPatch, matrix: csr_matrix
) -> None:
    monkeypatch.setattr(one_against_rest, "MANY_TEXTS", 1)
    labels = [f"{place // TEXTS:02}" for place in range(matrix.shape[0])]
    once, again = (one_against_rest.fit(matrix, labels, c=1.0)[1] for _ in range(2))
    np.testing.assert_array_equal(once, again)
