"""Pinyin: syllables, initials, and telling pinyin from other Latin text."""

from __future__ import annotations

import pytest

from bot.text import pinyin

param = pytest.param


def test_full_gives_a_syllable_a_character() -> None:
    assert pinyin.full("居住证") == ("ju", "zhu", "zheng")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("居住证", "jzz", id="Chinese"),
        param("", "", id="empty"),
        param("身份证，", "sfz", id="punctuation gives nothing"),
    ],
)
def test_initials(text: str, expected: str) -> None:
    assert pinyin.initials(text) == expected


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        param("juzhuzheng", ("ju", "zhu", "zheng"), id="run together"),
        param("shenfenzheng", ("shen", "fen", "zheng"), id="nasals"),
        param("ban", ("ban",), id="one syllable"),
        param("jzz", (), id="initials are no syllables"),
        param("http", (), id="no pinyin"),
        param("", (), id="empty"),
    ],
)
def test_split(letters: str, expected: tuple[str, ...]) -> None:
    assert pinyin.split(letters) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("juzhuzheng zenme ban", True, id="a sentence"),
        param("jzz", False, id="initials"),
        param("居住证", False, id="Chinese only"),
        param("12345", False, id="digits only"),
    ],
)
def test_is_pinyin(text: str, expected: bool) -> None:
    assert pinyin.is_pinyin(text) is expected
