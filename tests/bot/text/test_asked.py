"""What is asked about, from where words stand and from sentences learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.load import read_asked, read_phrases
from bot.text.asked import asked_features
from bot.text.asking import Asking


@pytest.fixture
def asking(root: Path) -> Asking:
    return Asking.read(root / "data" / "entities")


def test_the_end_and_the_first_question_stand_apart(asking: Asking) -> None:
    found = asked_features("钱已经交了,周六能去拿吗,要带什么", asking)
    assert "q:周六" in found, "the first question"
    assert "l:什么" in found, "the last clause"
    assert "l:交了" not in found
    assert "f:hours" in found, "the words of the first question"
    assert "u:materials" in found, "the words of the last clause"


def test_in_dictated_speech_what_stands_around_asking_is_heard(asking: Asking) -> None:
    found = asked_features("我妈的医保在老家交的她现在住深圳看病能不能报我先去上班了", asking)
    assert {"a:看病", "a:能不", "a:报我"} <= set(found)
    assert not {"a:老家", "a:上班"} & set(found), "told, not asked"


def test_phrases_say_what_they_ask_about_after_a_tab(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# a comment\n\n要掏腰包不\tfee\n身份证丢了\n", "utf-8")
    assert read_phrases(path) == ("要掏腰包不", "身份证丢了")
    assert dict(read_asked(path)) == {"要掏腰包不": "fee", "身份证丢了": ""}


def test_every_aspect_of_the_phrases_is_one_of_the_question_sets(root: Path) -> None:
    known = set(
        "guide materials conditions process duration hours fee location channel visits progress "
        "contact legal problem".split()
    )
    aspects = {
        aspect
        for path in (root / "data" / "phrases").glob("*.txt")
        for _, aspect in read_asked(path)
    }
    assert aspects - {""} == known
