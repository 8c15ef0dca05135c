"""A number that stands before no choice."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.walker import Walker
from bot.runtime import Runtime
from connectors.wechat.wrong_number import position, told
from tests.connectors.wechat.talks import as_reply


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    """The assistant, its reading of free text given."""
    return Walker(assistant.guide)


def answers(walker: Walker, *said: str, intent: str = "choose") -> list[dict[str, Any]]:
    """The replies to a service begun and to what is said then, as WeChat shows them."""
    turn = walker.open("residence-permit-apply")
    replies = [as_reply(walker, turn)]
    for text in said:
        turn = walker.say(text, turn.dialogue, intent=intent)
        reply = as_reply(walker, turn)
        replies.append(told(reply, position(text), replies[-1]["messages"]))
    return replies


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        (("9",), "这里没有第 9 项，能回复的数字是 1 到 3。"),
        (("先看清单", "9"), "这里没有第 9 项，"),
        (("先看清单", "开始", "选7"), "这里没有第 7 项，"),
    ],
    ids=["question", "list", "step"],
)
def test_which_numbers_there_are_is_said(walker: Walker, said: tuple[str, ...], lead: str) -> None:
    assert answers(walker, *said)[-1]["messages"][0]["text"].startswith(lead)


@pytest.mark.parametrize("said", [("2",), ("3",), ("先看清单", "1"), ("先看清单", "开始", "1")])
def test_a_number_that_stands_there_is_taken_without_a_word(
    walker: Walker, said: tuple[str, ...]
) -> None:
    assert "这里没有" not in answers(walker, *said)[-1]["messages"][0]["text"]


def test_a_number_that_answers_is_none_of_a_choice() -> None:
    def asking(question: str) -> dict[str, Any]:
        card = {"question": question, "options": [{}, {}]}
        option = {"label": "满", "say": "满"}
        return {"kind": "question", "text": "", "card": card, "options": [option] * 3}

    reply = {"messages": [asking("age")]}
    assert told(reply, 13, [asking("months")]) == reply
    assert told(reply, 13, [asking("age")]) != reply


def test_words_are_no_number() -> None:
    assert [position(text) for text in ("第三个", "9", "最后一个", "办居住证", "13800138000")] == [
        3, 9, 0, 0, 0,
    ]  # fmt: skip
