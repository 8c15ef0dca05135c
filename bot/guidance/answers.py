"""Finding answers to situation questions in what a person says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.catalog.situation import Option, Question
from bot.guidance.conditions import UNKNOWN
from bot.guidance.likeness import likest, stands_in
from bot.text.normalise import normalise
from bot.text.numbers import Amount, amounts, ordinal
from bot.text.segment import words

How = Literal["exact", "amount", "position", "phrase", "yes_no", "overlap"]
SURE: frozenset[How] = frozenset({"exact", "amount", "phrase"})
"""Ways of finding that hold against another reading of the sentence."""

_LENGTH = re.compile(r"^[还没不未已经]*满?(?:了|[\d一二三四五六七八九十两半]+个?[年月天岁]).{0,2}$")

_CLAUSES = re.compile(r"[,，。;；!！?？、\s]|(?<!\d)\.|\.(?!\d)")
_YES = re.compile(
    r"^(?:是|是的|对|对的|有|有的|嗯|嗯嗯|好|可以|没错|系|系啊|yes|ok|在|需要|要|算是)[啊呀了的吧哦咗]*$"
)
_NO = re.compile(
    r"^(?:不是|不|没有|没|否|不对|还没|还没有|冇|唔系|no|不够|不在|不需要|不用|不要|都没有|都不是)[啊呀了的吧哦呢]*$"
)
_REACHED = re.compile(r"^(?:都|早就?|已经)?(?P<what>[满够])(?:了|咗)[啊呀的吧哦]*$")
"""「满了」 says yes where that is what was asked."""

_NEGATIVE_LABEL = re.compile(r"^(?:不|没|无|否|还没|未|非|都不)")

_TOO_COMMON = frozenset(
    "深圳 现在 自己 这个 那个 什么 怎么 可以 需要 办理 您 我 的 了 吗 几 个 是 有 还是".split()
)


@dataclass(frozen=True)
class Found:
    """An answer found in free text, and the words it was found by."""

    question: str
    option: str
    evidence: str
    how: How = "phrase"


def answer_in_reply(question: Question, text: str) -> Found | None:
    """The option meant by a reply to the question: position, label, phrase, number, yes/no."""
    said = normalise(text)
    position = ordinal(said)
    exact = _exact(question, said)
    if exact:
        return exact
    measured = _by_amount(question, _as_asked(question, amounts(said)))
    if measured:
        return measured
    # A bare digit is the number of an option as shown; one too large for that is an amount.
    if position and _short(said):
        bare = _bare_amount(question, said)
        return _by_position(question, position, said) or _by_amount(question, bare)
    found = _by_phrase(question, said) or _by_yes_no(question, said)
    if found is not None:
        return found
    like = likest(question, said)
    return Found(question.id, like.id, said, "overlap") if like else None


def answer_in_sentence(question: Question, text: str) -> Found | None:
    """The option a sentence that was not a reply mentions; only what is certain."""
    said = normalise(text)
    for clause in filter(None, _CLAUSES.split(said)):
        found = amounts(clause)
        if found and (question.measure == "age" or speaks_of(question, clause)):
            measured = _by_amount(question, found)
            if measured:
                return measured
    named = _by_phrase(question, said)
    # 「社保满一年了」 says nothing of how long somebody has lived here.
    if (
        named
        and question.measure
        and _LENGTH.search(named.evidence)
        and not speaks_of(question, said)
    ):
        return None
    return named


def answers_in_sentence(questions: Iterable[Question], text: str) -> dict[str, str]:
    """Every answer the sentence already gives: question id → option id."""
    found = sharpest(answer_in_sentence(question, text) for question in questions)
    return {answer.question: answer.option for answer in found}


def sharpest(answers: Iterable[Found | None]) -> list[Found]:
    """The answers found, without those whose words are only part of another's words.

    「上外地户口」 answers where the child is registered, not where something was paid (「外地」).
    """
    found = [answer for answer in answers if answer]
    return [
        one
        for one in found
        if not any(
            one.evidence != other.evidence and one.evidence in other.evidence for other in found
        )
    ]


def _by_position(question: Question, position: int, said: str) -> Found | None:
    """「第二个」; the number after the last option is 「不知道」, as it is shown."""
    ids = (*(option.id for option in question.options), UNKNOWN)
    index = position - 1 if position > 0 else len(question.options) - 1
    return Found(question.id, ids[index], said, "position") if index < len(ids) else None


def _short(said: str) -> bool:
    return len(said) <= 8


def _exact(question: Question, said: str) -> Found | None:
    for option in question.options:
        if said in (normalise(option.label), option.id):
            return Found(question.id, option.id, said, "exact")
    return None


def _bare_amount(question: Question, said: str) -> tuple[Amount, ...]:
    """A number alone, as a reply to a question that measures something: 「八」「13」."""
    if question.measure is None:
        return ()
    unit = {"age": "岁", "months": "个月", "years": "年", "days": "天", "yuan": "元"}.get(
        question.measure
    )
    return (
        tuple(a for a in amounts(f"{said}{unit}") if a.measure == question.measure) if unit else ()
    )


def _as_asked(question: Question, found: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """「三个月」 in reply to how old a child is: an age."""
    if question.measure != "age" or any(amount.measure == "age" for amount in found):
        return found
    return tuple(Amount("age", amount.value) for amount in found if amount.measure == "years")


def _by_amount(question: Question, found: Iterable[Amount]) -> Found | None:
    for amount in found:
        if amount.measure != question.measure:
            continue
        for option in question.options:
            low = option.from_ if option.from_ is not None else float("-inf")
            high = option.to if option.to is not None else float("inf")
            bounded = option.from_ is not None or option.to is not None
            if bounded and low <= amount.value < high:
                return Found(question.id, option.id, f"{amount.value:g}", "amount")
    return None


def _by_phrase(question: Question, said: str) -> Found | None:
    """The option whose longest phrase stands in the text, unless it is negated there."""
    best: tuple[int, Option, str] | None = None
    for option in question.options:
        for plain in _phrases_of(option.label, option.say):
            if plain not in said or not stands_in(plain, said):
                continue
            if best is None or len(plain) > best[0]:
                best = (len(plain), option, plain)
            elif len(plain) == best[0] and option.id != best[1].id:
                best = (len(plain), best[1], "") if plain != best[2] else best
    if best is None or not best[2]:
        return None
    return Found(question.id, best[1].id, best[2])


@lru_cache(maxsize=4096)
def _phrases_of(label: str, say: tuple[str, ...]) -> tuple[str, ...]:
    """What an option is called, plain; a single character says nothing."""
    return tuple(plain for text in (label, *say) if len(plain := normalise(text)) > 1)


def _by_yes_no(question: Question, said: str) -> Found | None:
    if len(question.options) != 2:
        return None
    negative = [o for o in question.options if _NEGATIVE_LABEL.match(o.label)]
    if len(negative) != 1:
        return None
    positive = next(o for o in question.options if o is not negative[0])
    reached = _REACHED.match(said)
    if _YES.match(said) or (reached and reached["what"] in question.ask):
        return Found(question.id, positive.id, said, "yes_no")
    if _NO.match(said):
        return Found(question.id, negative[0].id, said, "yes_no")
    return None


def speaks_of(question: Question, text: str) -> bool:
    """True where the words a question is about, else those it is asked in, stand in the text."""
    clause = normalise(text)
    if question.about:
        return any(word in clause for word in question.about)
    asked = {w for w in words(normalise(question.ask)) if len(w) > 1} - _TOO_COMMON
    return bool(asked & set(words(clause)))
