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


def test_of_two_questions_the_second_is_told_apart(asking: Asking) -> None:
    found = asked_features("要带什么材料去哪个窗口", asking)
    assert {"c:什么材", "x:窗口"} <= set(found)
    assert "c:窗口" not in found and "x:什么" not in found
    assert {"k:带_什么", "m:什么_材"} <= set(found), "what stands beside a word of asking"


def test_the_aspects_of_clauses_stand_in_their_order(asking: Asking) -> None:
    found = asked_features("周六能去拿吗,要带什么", asking)
    assert {"o:hours", "p:hours>materials"} <= set(found)
    assert "p:materials>hours" not in found


def test_a_story_that_asks_in_passing_is_heard_to_its_end(asking: Asking) -> None:
    story = "那天不知道是什么原因把我拦下来了我在那里站了半个钟头后来又叫我回家等通知的现在想问问罚款多少"
    found = asked_features(story, asking)
    assert "c:罚款" in found
    assert not any(feature.startswith("x:") for feature in found)


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
