"""The linker on a small catalogue of real services: what it finds, and what it learns at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.catalog.linker import Linker
from bot.catalog.model import Catalog
from bot.catalog.overlay import Word, with_taught
from bot.runtime import outside
from bot.text.lexicon import Lexicon
from tests import build

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


SAID = "蓝月亮小本本怎么整"


def word(service: str, text: str = "蓝月亮小本本", **more: Any) -> Word:
    return Word(f"{service}:{text}", service, more.pop("field", "everyday_names"), text, "an", "1")


def taught(linker: Linker, *words: Word) -> Linker:
    return linker.taught(with_taught(linker.catalog, words), words)


def test_an_accepted_word_acts_at_once(linker: Linker) -> None:
    before = linker.link(SAID)
    assert before.candidates[0].score < 0.5
    after = taught(linker, word("dog-registration")).link(SAID)
    first = after.candidates[0]
    assert (first.service, after.right > 0.9) == ("dog-registration", True)
    assert "accepted" in first.signals
    assert linker.link(SAID) == before


def test_an_accepted_question_is_heard_in_other_words_too(linker: Linker) -> None:
    asked = word("dog-registration", "蓝月亮小本本在哪儿领呀", field="sample_questions")
    first = taught(linker, asked).link("蓝月亮小本本去哪里领").candidates[0]
    assert (first.service, "accepted" in first.signals) == ("dog-registration", True)


def test_a_word_of_two_services_makes_neither_sure(linker: Linker) -> None:
    both = taught(linker, word("dog-registration"), word("company-cancel"))
    linked = both.link(SAID)
    first, second = linked.candidates[:2]
    assert {first.service, second.service} == {"dog-registration", "company-cancel"}
    assert linked.right < 0.9 and second.score > 0.1


def test_a_service_that_was_never_learnt_is_found_by_an_accepted_word() -> None:
    mere = build.service("ostrich", name="鸵鸟人工养殖备案登记")
    dog = build.service("dog", name="养犬登记", sample_questions=("狗证怎么办",))
    wed = build.service("wed", name="结婚登记", sample_questions=("怎么领结婚证",))
    lexicon = Lexicon.read(Path("data/entities"))
    plain = Linker.build(build.catalog(mere, dog, wed), lexicon=lexicon)
    for field in ("everyday_names", "sample_questions"):
        found = taught(plain, word("ostrich", "大鸟证", field=field)).link("大鸟证")
        assert found.candidates[0].service == "ostrich", field
        assert found.candidates[0].score > 0.5 > found.none


def test_a_second_need_is_noticed(linker: Linker) -> None:
    assert linker.link("身份证丢了要补办,另外公司想注销").needs
