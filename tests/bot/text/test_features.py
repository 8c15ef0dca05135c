"""What a classifier sees of a text."""

from __future__ import annotations

from bot.text.features import features


def test_features_hold_words_pairs_and_grams() -> None:
    found = set(features("补办身份证"))
    assert {"w:补办", "w:身份证", "p:补办|身份证", "c:补", "c:身份证"} <= found


def test_grams_do_not_cross_punctuation() -> None:
    found = set(features("丢了,补办"))
    assert "c:了补" not in found
    assert not any("," in feature for feature in found)


def test_nothing_gives_no_features() -> None:
    assert features("") == []
