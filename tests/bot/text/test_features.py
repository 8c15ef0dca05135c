"""What a classifier sees of a text."""

from __future__ import annotations

from bot.text.features import features


def test_features_hold_words_and_grams() -> None:
    found = set(features("苹果香蕉"))
    assert {"w:苹果", "w:香蕉", "c:苹", "c:香蕉"} <= found


def test_grams_do_not_cross_punctuation() -> None:
    found = set(features("丢了,补办"))
    assert "c:了补" not in found
    assert not any("," in feature for feature in found)


def test_nothing_gives_no_features() -> None:
    assert features("") == []
