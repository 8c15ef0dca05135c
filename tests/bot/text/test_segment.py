"""Word segmentation."""

from __future__ import annotations

import pytest

from bot.text import segment


def test_words_cover_the_text_without_white_space() -> None:
    assert "".join(segment.words("怎么 办理居住证")) == "怎么办理居住证"


def test_a_word_that_was_added_is_kept_whole() -> None:
    assert "容缺秒批证" not in segment.words("我要办容缺秒批证")
    segment.add_words(["容缺秒批证"])
    segment.forget_words()
    assert "容缺秒批证" in segment.words("我要办容缺秒批证")


@pytest.mark.parametrize("text", ["", "   "], ids=["empty", "white space"])
def test_nothing_gives_no_words(text: str) -> None:
    assert segment.words(text) == ()
