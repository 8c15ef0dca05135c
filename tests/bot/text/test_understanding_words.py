"""Rewording, concepts, aspects asked about, and other cities, from the shipped lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text.asking import Asking
from bot.text.elsewhere import elsewhere
from bot.text.lexicon import Lexicon
from bot.text.rewording import without_denied


@pytest.fixture
def lexicon(root: Path) -> Lexicon:
    return Lexicon.read(root / "data" / "entities")


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("身份證唔見咗", "身份证丢了"),
        ("劳动仲裁要多久", "劳动仲裁要多久"),
        ("转人工", "转人工"),
        ("那个嗯passport怎么换", "那个护照怎么换"),
        ("福田在哪里办", "某区在哪里办"),
    ],
)
def test_other_ways_of_writing_become_plain(lexicon: Lexicon, said: str, plain: str) -> None:
    assert lexicon.plain(said) == plain


def test_identifiers_speak_for_no_service(lexicon: Lexicon) -> None:
    assert "4403" not in lexicon.plain("我的身份证是440399199008082225,想查公积金")


def test_what_is_denied_is_dropped() -> None:
    assert without_denied("不是换证,是补证") == "补证"
    assert without_denied("成立非营利机构要什么") == "成立非营利机构要什么"


def test_words_of_one_meaning_share_a_concept(lexicon: Lexicon) -> None:
    assert lexicon.concepts.find("驾照找不到了") == lexicon.concepts.find("驾驶证遗失")


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ("办居住证要带什么材料", "materials"),
        ("周六上班吗", "hours"),
        ("要多少钱", "fee"),
        ("在哪里办", "location"),
        ("我妈摔断了腿,电话多少", "contact"),
        ("身份证丢了", None),
    ],
)
def test_what_is_asked_about(root: Path, said: str, aspect: str | None) -> None:
    assert Asking.read(root / "data" / "entities").about(said) == aspect


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("杭州的居住证怎么办", "杭州"),
        ("从东莞转来深圳,社保怎么办", ""),
        ("户口在武汉,想在深圳换身份证", ""),
        ("身份证丢了", ""),
    ],
)
def test_matters_of_other_cities(root: Path, said: str, city: str) -> None:
    assert elsewhere(said, root / "data" / "entities") == city
