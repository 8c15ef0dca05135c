"""Vectors made in two processes are those made in one."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.text import counting
from bot.text.features import features

TEXTS = [
    f"{thing}{asks}" for thing in ("护照", "居住证", "公积金") for asks in ("多少钱", "在哪办")
]


@pytest.mark.parametrize("many", [1, 100], ids=["two processes", "one process"])
@pytest.mark.parametrize("least", [1, 2])
def test_they_are_those_of_scikit_learn(
    monkeypatch: pytest.MonkeyPatch, many: int, least: int
) -> None:
    monkeypatch.setattr(counting, "MANY_TEXTS", many)
    plain = TfidfVectorizer(analyzer=features, sublinear_tf=True, dtype=np.float32, min_df=least)
    expected = plain.fit_transform(TEXTS)
    found, names, weighing = counting.vectors(TEXTS, features=features, least=least)
    assert sorted(names) == plain.get_feature_names_out().tolist()
    by_name = np.argsort(names)
    np.testing.assert_allclose(found.toarray()[:, by_name], expected.toarray(), rtol=1e-6)
    np.testing.assert_allclose(weighing.idf_[by_name], plain.idf_, rtol=1e-6)
    assert (np.diff((found > 0).sum(axis=0).A1) <= 0).all()
