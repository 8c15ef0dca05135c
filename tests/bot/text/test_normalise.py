"""One spelling for everything that means the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import MAX_LENGTH, clean, clean_lines, has_words, normalise

param = pytest.param


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("居住證怎麼辦", "居住证怎么办", id="traditional to simplified"),
        param("ＡＢＣ１２３？", "abc123?", id="full width to half width"),
        param("HPV 疫苗", "hpv 疫苗", id="lower case, the space beside Latin letters stays"),
        param("居 住 证", "居住证", id="spaces between Chinese characters go"),
        param("  办证\n\t流程  ", "办证流程", id="line breaks count as spaces"),
        param("居\u200b住\ufeff证", "居住证", id="zero-width characters go"),
        param("办\x00证\x07", "办证", id="control characters go"),
        param("①居住证", "1居住证", id="circled digits become digits"),
        param("", "", id="empty stays empty"),
        param("\u200b \n", "", id="invisible becomes empty"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_cleaning_leaves_no_control_character(text: str) -> None:
    assert not any(ord(char) < 32 or ord(char) == 127 for char in clean(text))


def test_a_long_text_is_cut() -> None:
    assert len(normalise("办" * 10_000)) == MAX_LENGTH


def test_one_character_may_not_grow_a_text_over_the_limit() -> None:
    # U+FDFA becomes 18 characters under NFKC.
    assert len(normalise("\ufdfa" * 1_000)) <= MAX_LENGTH


def test_clean_keeps_what_was_written() -> None:
    assert clean(" 居住證  ＡＢＣ ") == "居住證 ＡＢＣ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("办证", True, id="Chinese"),
        param("ok", True, id="Latin"),
        param("2", True, id="a digit"),
        param("😀👍", False, id="emoji only"),
        param("？！……", False, id="punctuation only"),
        param("   ", False, id="white space only"),
        param("😀办", True, id="emoji with a word"),
    ],
)
def test_has_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected


def test_lines_stay_lines() -> None:
    assert clean_lines(" 您好\u200b \n\n请带  身份证\n ") == "您好\n\n请带 身份证"
