"""No message is longer than WeChat takes, whatever is asked of whatever service."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.walker import Walker
from bot.runtime import Runtime
from connectors.wechat import words
from connectors.wechat.parts import fetched
from connectors.wechat.render import in_words, outgoing, texts
from tests.connectors.wechat.talks import as_reply, every_turn

DROPPED_OVER = 2047
"""Bytes; what is longer WeChat drops without a word (dodgepudding/wechat-php-sdk #363)."""


@pytest.fixture(scope="module")
def replies(assistant: Runtime) -> list[dict[str, Any]]:
    """Everything said of every service."""
    walker = Walker(assistant.guide)
    owners = assistant.guide.catalog.services
    return [as_reply(walker, said) for owner in owners for said in every_turn(walker, owner)]


def test_no_part_of_any_answer_is_too_long_with_what_is_said_below_it(
    replies: list[dict[str, Any]], assistant: Runtime
) -> None:
    catalog = assistant.guide.catalog
    sent = [text for reply in replies for text in fetched(texts(reply, catalog))]
    assert len(sent) > len(replies), "some answers come in parts"
    assert max(len(text.encode()) for text in sent) <= DROPPED_OVER


def test_what_is_to_be_said_again_fits_below_every_answer(
    replies: list[dict[str, Any]], assistant: Runtime
) -> None:
    again = words.SAY_AGAIN.format(text="😀" * 50)
    spare = len(again.encode())
    for reply in replies:
        for text in fetched(texts(reply, assistant.guide.catalog, spare=spare)):
            assert len((text + again).encode()) <= DROPPED_OVER


def test_choices_fit_below_a_pushed_text_where_there_is_no_msgmenu(
    replies: list[dict[str, Any]], assistant: Runtime
) -> None:
    for reply in replies:
        for part in outgoing(reply, assistant.guide.catalog):
            assert len(in_words(part).encode()) <= DROPPED_OVER
