"""No evaluation question may be a copy of what the assistant is trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.model import Catalog
from bot.evaluation.overlap import copies
from bot.evaluation.questions import read_questions
from bot.evaluation.trained import trained_texts
from bot.runtime import outside


@pytest.mark.parametrize(
    ("question", "trained", "copied"),
    [
        ("身份证丢了！", "身份证丢了", True),
        ("我的居住证到期了怎么续签呢", "我的居住证到期了怎么续签", True),
        ("社保卡丢了", "社保卡坏了", False),
        ("孩子户口怎么迁到深圳", "小车摇号几月几号公布", False),
    ],
)
def test_a_copy_is_known(question: str, trained: str, *, copied: bool) -> None:
    assert bool(copies([question], [trained])) is copied


@pytest.mark.parametrize("name", ["development", "test"])
def test_questions_are_no_copies_of_training_texts(root: Path, catalog: Catalog, name: str) -> None:
    asked = [q.text for q in read_questions([root / "data" / "questions" / f"{name}.jsonl"])]
    nlu = root / "data" / "nlu"
    trained = trained_texts(catalog, outside(root / "data" / "phrases", nlu), nlu)
    assert copies(asked, filter(None, trained)) == ()


def test_the_halves_share_no_question(root: Path) -> None:
    folder = root / "data" / "questions"
    development, test = (
        {q.text for q in read_questions([folder / f"{name}.jsonl"])}
        for name in ("development", "test")
    )
    assert not development & test
    assert len(development) + len(test) >= 1500
