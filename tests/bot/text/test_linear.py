"""The linear classifier: fits, scores, and survives being written and read."""

from __future__ import annotations

import gc
import io
import weakref

import numpy as np
import pytest

from bot.catalog.model import Catalog
from bot.runtime import know_names
from bot.text.features import features
from bot.text.linear import LinearClassifier

EXAMPLES = {
    "fee": ["多少钱", "要交多少钱", "收费吗", "费用是多少", "要不要钱"],
    "place": ["在哪里办", "去哪个窗口", "地址在哪", "哪里可以办", "到哪办"],
    "time": ["几天办好", "多久能拿到", "要等多久", "多长时间", "几天能办完"],
}


@pytest.fixture(scope="module")
def classifier() -> LinearClassifier:
    pairs = [(text, label) for label, texts in EXAMPLES.items() for text in texts]
    return LinearClassifier.fit([t for t, _ in pairs], [c for _, c in pairs], features=features)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("这个多少钱呀", "fee"), ("应该去哪里", "place"), ("大概多久", "time")],
    ids=["fee", "place", "time"],
)
def test_the_right_class_scores_highest(
    classifier: LinearClassifier, text: str, expected: str
) -> None:
    assert classifier.classes[int(classifier.scores(text).argmax())] == expected


def test_scores_are_probabilities(classifier: LinearClassifier) -> None:
    scores = classifier.scores("多少钱")
    assert scores.sum() == pytest.approx(1, abs=1e-5)
    assert scores.min() >= 0


def test_a_text_without_known_features_still_gets_scores(classifier: LinearClassifier) -> None:
    assert np.isfinite(classifier.scores("xyz")).all()
    assert classifier.known_share("xyz") == 0


def test_writing_and_reading_changes_no_score(classifier: LinearClassifier) -> None:
    again = LinearClassifier.from_bytes(classifier.to_bytes(), features=features)
    assert again.classes == classifier.classes
    for text in ("多少钱", "在哪办", ""):
        np.testing.assert_array_equal(again.scores(text), classifier.scores(text))


def test_two_classes_work_like_many() -> None:
    texts = EXAMPLES["fee"] + EXAMPLES["place"]
    labels = ["fee"] * 5 + ["place"] * 5
    two = LinearClassifier.fit(texts, labels, features=features)
    assert two.weights.shape[1] == 2
    assert two.classes[int(two.scores("多少钱").argmax())] == "fee"


def test_a_file_with_a_pickle_inside_is_refused() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, names=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        LinearClassifier.from_bytes(buffer.getvalue(), features=features)


def test_a_classifier_that_was_replaced_goes(catalog: Catalog) -> None:
    """Otherwise every reload and every version of the catalogue leaves its weights behind."""
    pairs = [(text, label) for label, texts in EXAMPLES.items() for text in texts]
    made = LinearClassifier.fit([t for t, _ in pairs], [c for _, c in pairs], features=features)
    made.scores("多少钱")
    seen = weakref.ref(made)
    del made
    know_names(catalog)
    gc.collect()
    assert seen() is None
