"""Finding answers to situation questions in what a person says."""

from __future__ import annotations

import pytest

from bot.catalog.model import Catalog
from bot.catalog.situation import Question
from bot.guidance.answers import answer_in_reply, answer_in_sentence, answers_in_sentence
from tests.build import question

param = pytest.param

HOME = question(
    "home",
    {"id": "owned", "label": "自己的房子", "say": ["有房", "买了房"]},
    {"id": "rented", "label": "租的房子", "say": ["租房", "租的", "城中村"]},
    {"id": "dormitory", "label": "宿舍", "say": ["公司宿舍", "住厂里"]},
)
STAY = question(
    "stay",
    {"id": "full", "label": "满 12 个月了", "say": ["满了", "好几年"], "from": 12},
    {"id": "short", "label": "还没满", "say": ["刚来", "没满"], "to": 12},
    measure="months",
    about=["住", "来深"],
    ask="住满 12 个月了吗？",
)
AGE = question(
    "age",
    {"id": "child", "label": "未满 16 岁", "say": ["小孩"], "to": 16},
    {"id": "adult", "label": "16 岁以上", "say": ["大人"], "from": 16},
    measure="age",
)
AGREED = question(
    "agreed",
    {"id": "agreed", "label": "都同意，也谈好了", "say": []},
    {"id": "not", "label": "对方不同意或没谈好", "say": []},
)
TAXED = question(
    "taxed",
    {"id": "used", "label": "领过发票或报过税的公司", "say": ["报过税"]},
    {"id": "none", "label": "没用过发票，分公司也没有", "say": ["没有开过票"]},
)
LEFT = question(
    "left",
    {"id": "dismissed", "label": "被辞退", "say": ["裁员"]},
    {"id": "quit", "label": "主动辞职", "say": ["自愿离职"]},
)
REASON = question(
    "reason",
    {"id": "lost", "label": "丢了", "say": ["丢失", "不见了"]},
    {"id": "expired", "label": "到期了", "say": ["过期", "快到期"]},
    {"id": "damaged", "label": "坏了", "say": ["损坏", "看不清"]},
)


def found(answer: object) -> str | None:
    return getattr(answer, "option", None)


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        param(HOME, "租的房子", "rented", id="the label"),
        param(HOME, "租的房子！", "rented", id="the label with punctuation"),
        param(HOME, "rented", "rented", id="the id, as a button sends it"),
        param(HOME, "我住在城中村那边", "rented", id="a phrase in a sentence"),
        param(HOME, "第二个", "rented", id="a position"),
        param(HOME, "2", "rented", id="a digit"),
        param(HOME, "最后一个", "dormitory", id="the last"),
        param(HOME, "第九个", None, id="a position that does not exist"),
        param(HOME, "自己家的房子", "owned", id="most of the words of an option"),
        param(HOME, "我自己買了房", "owned", id="traditional characters"),
        param(HOME, "不是租的，住公司宿舍", "dormitory", id="a negated phrase does not count"),
        param(HOME, "要多少钱", None, id="another question"),
        param(HOME, "", None, id="nothing"),
        param(STAY, "住了13个月", "full", id="a number over the bound"),
        param(STAY, "八个月", "short", id="a number under the bound"),
        param(STAY, "12个月", "full", id="exactly the bound"),
        param(STAY, "两年", "full", id="years where months are asked"),
        param(STAY, "8", "short", id="a bare number is measured, not a position"),
        param(STAY, "满了", "full", id="a phrase"),
        param(STAY, "还没", "short", id="a plain no"),
        param(STAY, "是的", "full", id="a plain yes"),
        param(AGE, "八岁", "child", id="an age"),
        param(AGE, "16", "adult", id="a bare age on the bound"),
        param(AGE, "三个月", "child", id="months where an age is asked"),
        param(STAY, "不到一年", "short", id="not yet a year"),
        param(STAY, "滿咗", "full", id="reached, in Cantonese"),
        param(HOME, "满了", None, id="reached what was not asked"),
        param(AGREED, "同意", "agreed", id="part of one option, where another denies it"),
        param(AGREED, "不同意", "not", id="part of the other"),
        param(LEFT, "非自愿", "dismissed", id="what denies one of two means the other"),
        param(TAXED, "用过发票", "used", id="what affirms is not what denies it"),
        param(TAXED, "公司", None, id="a word of a label is no answer"),
        param(AGE, "第一次", None, id="the first time is not the first option"),
        param(REASON, "快到期了", "expired", id="the longer phrase decides"),
        param(REASON, "是的", None, id="yes means nothing among three"),
    ],
)
def test_a_reply(asked: Question, said: str, expected: str | None) -> None:
    assert found(answer_in_reply(asked, said)) == expected


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        param(HOME, "我在宝安租房，想办居住证", "rented", id="a phrase on the way"),
        param(HOME, "我想办居住证", None, id="not mentioned"),
        param(HOME, "第二个", None, id="a position is only an answer to a question"),
        param(HOME, "是的", None, id="so is a yes"),
        param(STAY, "来深圳住了三年，想办居住证", "full", id="a number in a clause about it"),
        param(STAY, "社保交了三年，想办居住证", None, id="a number about something else"),
        param(STAY, "社保交了三年，刚来这边住", "short", id="each clause by itself"),
        param(AGE, "给8岁的女儿办护照", "child", id="an age needs no word about it"),
        param(REASON, "身份证没丢失，是过期", "expired", id="negation in a sentence"),
    ],
)
def test_a_sentence(asked: Question, said: str, expected: str | None) -> None:
    assert found(answer_in_sentence(asked, said)) == expected


def test_two_options_of_equal_weight_decide_nothing() -> None:
    asked = question(
        "who", {"id": "a", "label": "父亲", "say": []}, {"id": "b", "label": "母亲", "say": []}
    )
    assert answer_in_sentence(asked, "父亲母亲一起去") is None


def test_several_answers_in_one_sentence() -> None:
    said = "我在宝安租房，住了13个月，身份证丢失"
    assert answers_in_sentence([HOME, STAY, AGE, REASON], said) == {
        "home": "rented",
        "stay": "full",
        "reason": "lost",
    }


def test_every_label_of_the_shipped_catalogue_answers_its_question(catalog: Catalog) -> None:
    """A button sends its label, so the label must be understood as that very option."""
    wrong = [
        f"{service.id}.{asked.id}.{option.id}"
        for service in catalog.services.values()
        for asked in service.questions
        for option in asked.options
        if found(answer_in_reply(asked, option.label)) != option.id
    ]
    assert wrong == []
