"""The linker on a small catalogue of real services: what it finds, and what it learns at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.linker import Linker
from bot.catalog.model import Catalog
from bot.runtime import outside
from bot.text.lexicon import Lexicon

FEW = (
    "id-card-apply id-card-renew id-card-replace driver-license-replace vehicle-transfer "
    "fund-withdraw-rent company-cancel work-injury dog-registration passport-apply passport-renew"
).split()


@pytest.fixture(scope="module")
def linker(root: Path, catalog: Catalog) -> Linker:
    few = catalog.copy(
        update={"services": {i: catalog.services[i] for i in FEW}, "life_events": {}}
    )
    return Linker.build(
        few,
        outside=outside(root / "data" / "phrases", root / "data" / "nlu"),
        lexicon=Lexicon.read(root / "data" / "entities"),
    )


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("钱包被人偷了,里头的身份证要重新弄一张", "id-card-replace"),
        ("shenfenzheng diule zenme ban", "id-card-replace"),
        ("我嘅身份證唔見咗", "id-card-replace"),
        ("不是注销公司,是车子要过户", "vehicle-transfer"),
        ("公机金可以付房租吗", "fund-withdraw-rent"),
    ],
    ids=["everyday", "pinyin", "cantonese", "negation", "typo"],
)
def test_the_service_meant_comes_first(linker: Linker, said: str, service: str) -> None:
    assert linker.link(said).candidates[0].service == service


def test_small_talk_means_no_service(linker: Linker) -> None:
    linked = linker.link("今天天气怎么样")
    assert linked.none > linked.candidates[0].score


def test_scores_are_probabilities_with_signals(linker: Linker) -> None:
    linked = linker.link("想给家里的金毛办狗证")
    assert sum(c.score for c in linked.candidates) + linked.none <= 1.001
    assert linked.candidates[0].signals


def test_a_bare_name_of_several_services_is_shared(linker: Linker) -> None:
    first, second = linker.link("护照").candidates[:2]
    assert {first.service, second.service} == {"passport-apply", "passport-renew"}
    assert second.score >= 0.3


def test_an_accepted_phrase_acts_at_once(linker: Linker) -> None:
    said = "蓝月亮小本本怎么整"
    assert linker.link(said).candidates[0].service != "dog-registration" or (
        linker.link(said).candidates[0].score < 0.5
    )
    taught = linker.with_overlay({"dog-registration": ["蓝月亮小本本"]})
    first = taught.link(said).candidates[0]
    assert first.service == "dog-registration"
    assert "accepted" in first.signals


def test_a_second_need_is_noticed(linker: Linker) -> None:
    assert linker.link("身份证丢了要补办,另外公司想注销").needs
