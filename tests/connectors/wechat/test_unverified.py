"""An account without 客服 messages, in 明文模式: held for the next delivery, or fetched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from connectors.wechat import words
from tests.connectors.wechat import accounts
from tests.connectors.wechat.accounts import conversation, key, lines
from tests.connectors.wechat.desk import operator
from tests.connectors.wechat.standin import Delivery, Platform, delivery, text_xml
from tests.server import Server

pytestmark = [pytest.mark.redis, pytest.mark.slow]
PATIENCE = 2.0
"""How long the stand-in waits before it delivers again; WeChat waits five seconds."""


@pytest.fixture(scope="module")
def account(platform: Platform) -> dict[str, str]:
    return accounts.plain(platform.url) | {"turn_seconds": "20"}


@pytest.fixture(autouse=True)
def _nothing_is_pushed(platform: Platform) -> Iterator[None]:
    yield
    assert platform.calls == []


def asked(server: Server, openid: str, text: str, number: int) -> Delivery:
    return delivery(server.url, text_xml(openid, text, number), encrypted=False)


def test_an_answer_that_is_late_is_given_to_the_next_delivery(
    server: Server, store: redis.Redis
) -> None:
    store.set(key("u-1", "lock"), "a slow turn elsewhere", px=3000)
    message = asked(server, "u-1", "办居住证要多少钱", 1)
    first, *more = message.insist(patience=PATIENCE)
    assert first is None
    assert more and more[-1] is not None
    assert "免费" in message.text_of(more[-1])
    assert lines(store, "u-1") == 2


def test_an_answer_too_late_for_every_delivery_is_fetched_by_any_word(
    server: Server, store: redis.Redis
) -> None:
    store.set(key("u-2", "lock"), "a slow turn elsewhere", px=60_000)
    message = asked(server, "u-2", "办居住证要多少钱", 2)
    *hung_up, last = message.insist(patience=PATIENCE)
    assert hung_up == [None, None]
    assert last is not None
    assert message.text_of(last) == words.WORKING_ON_IT
    store.delete(key("u-2", "lock"))
    fetching = asked(server, "u-2", "好", 3)
    answer = fetching.insist(patience=PATIENCE)[-1]
    assert answer is not None
    assert "免费" in fetching.text_of(answer)
    assert fetching.send().content == answer.content
    assert lines(store, "u-2") == 2


def test_what_else_was_said_to_fetch_an_answer_is_asked_for_again(
    server: Server, store: redis.Redis
) -> None:
    store.set(key("u-3", "lock"), "a slow turn elsewhere", px=60_000)
    message = asked(server, "u-3", "办居住证要多少钱", 4)
    assert message.insist(patience=PATIENCE)[-1] is not None
    store.delete(key("u-3", "lock"))
    fetching = asked(server, "u-3", "身份证丢了怎么办", 5)
    answer = fetching.insist(patience=PATIENCE)[-1]
    assert answer is not None
    assert "免费" in fetching.text_of(answer)
    assert "身份证丢了怎么办" in fetching.text_of(answer)


def test_a_long_answer_comes_in_parts(server: Server, store: redis.Redis) -> None:
    store.rpush(key("u-4", "rest"), "第二段", "第三段")
    for number, expected in ((6, "第二段"), (7, "第三段")):
        message = asked(server, "u-4", "更多", number)
        assert message.text_of(message.send()) == expected
        assert message.text_of(message.send()) == expected


def test_an_encrypted_callback_to_a_plain_account_names_the_setting(server: Server) -> None:
    message = delivery(server.url, text_xml("u-5", "你好", 8), encrypted=True)
    answer = message.send()
    assert answer.status_code == 400
    assert "BANSHI_WECHAT_AES_KEY" in answer.text


def test_what_staff_say_comes_with_whatever_the_person_says_next(
    server: Server, redis_url: str
) -> None:
    def say(text: str, number: int) -> str:
        message = asked(server, "u-6", text, number)
        answers = {message.text_of(message.send()) for _ in range(2)}
        assert len(answers) == 1
        return answers.pop()

    name = conversation("u-6")
    with operator(server.url, redis_url) as staff:
        assert words.FETCH_STAFF in say("转人工", 10)
        staff.do(name, "claim")
        staff.do(name, "say", text="请带上身份证")
        shown = staff.sees(name)
        assert (shown["wechat_quota"], shown["wechat_unsent"]) == (0, 2)
        assert "【工作人员】请带上身份证" in say("在吗", 11)
        assert staff.sees(name)["wechat_unsent"] == 0
        staff.do(name, "say", text="还要户口簿")
        staff.do(name, "give-back")
        answer = say("办居住证要多少钱", 12)
        assert "【工作人员】还要户口簿" in answer
        assert "免费" in answer


def test_nobody_is_told_to_wait_for_staff_who_are_not_there(server: Server) -> None:
    message = asked(server, "u-7", "转人工", 13)
    answer = message.text_of(message.send())
    assert "12345" in answer
    assert words.FETCH_STAFF not in answer
