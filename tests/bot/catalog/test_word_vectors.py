"""Word vectors of a spaCy model that an operator installed: one signal among others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy

from bot.catalog.linker import Linker
from bot.catalog.word_vectors import WordVectors
from bot.errors import SettingsError
from bot.text.lexicon import Lexicon
from tests import build

ANIMAL, PARTNER, GOODS = np.eye(3, dtype=np.float32)
WORDS = {
    "小狗": ANIMAL,
    "登记": np.full(3, 0.4, dtype=np.float32),
    "蜥蜴": ANIMAL + 0.1 * GOODS,
    "结婚": PARTNER,
    "仓库": GOODS,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as an operator would install it, with vectors of a few words."""
    nlp = spacy.blank("zh")
    for word, vector in WORDS.items():
        nlp.vocab.set_vector(word, vector)
    folder = tmp_path_factory.mktemp("spacy") / "zh_few_vectors"
    nlp.to_disk(folder)
    return folder


def linker(vectors: WordVectors | None) -> Linker:
    services = (
        build.service("dog", name="小狗登记", sample_questions=("小狗要登记吗",)),
        build.service("wed", name="结婚登记", sample_questions=("结婚登记要什么",)),
        build.service("store", name="仓库登记", sample_questions=("仓库登记在哪办",)),
        build.service("shop", name="仓库注销", sample_questions=("仓库不用了",)),
    )
    return Linker.build(
        build.catalog(*services), lexicon=Lexicon.read(Path("data/entities")), vectors=vectors
    )


def test_a_word_nobody_wrote_is_understood_by_what_it_is_like(model: Path) -> None:
    plain, helped = linker(None), linker(WordVectors(str(model)))
    before, after = (one.link("蜥蜴").candidates for one in (plain, helped))
    gained = {c.service: c.score for c in after}["dog"] - {c.service: c.score for c in before}[
        "dog"
    ]
    assert after[0].service == "dog"
    assert "vectors" in after[0].signals
    assert gained > 0.1
    assert not any("vectors" in c.signals for c in before)


def test_what_training_has_met_is_left_as_it_was(model: Path) -> None:
    plain, helped = linker(None), linker(WordVectors(str(model)))
    for said in ("结婚登记要什么", "仓库不用了"):
        assert helped.link(said) == plain.link(said)


def test_words_without_a_vector_change_nothing(model: Path) -> None:
    plain, helped = linker(None), linker(WordVectors(str(model)))
    assert helped.link("鹦鹉") == plain.link("鹦鹉")


def test_no_model_is_needed() -> None:
    assert WordVectors.of_setting("") is None


def test_a_model_that_cannot_help_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="install it"):
        WordVectors("zh_not_installed")
    spacy.blank("zh").to_disk(tmp_path / "bare")
    with pytest.raises(SettingsError, match="no word vectors"):
        WordVectors(str(tmp_path / "bare"))
