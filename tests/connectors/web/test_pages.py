"""The page without JavaScript: a form that says everything in words."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.stores.codes import new_code
from bot.stores.guesses import OF_ADDRESS
from bot.text.normalise import MAX_LENGTH
from tests.connectors.web.conftest import MOST
from tests.connectors.web.said import written
from tests.faults.redis_server import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.slow]


def say(
    http: httpx.Client, text: str, *, conversation: str = "", address: str = ""
) -> httpx.Response:
    """Sends the form, from an address if any."""
    headers = {"X-Forwarded-For": address} if address else {}
    form = {"text": text, "conversation": conversation}
    return http.post("/", data=form, headers=headers)


def conversation_of(page: httpx.Response) -> str:
    """The conversation that the form of a page goes on with."""
    (first, *_) = re.findall(r'name="conversation" value="([^"]*)"', page.text)
    return str(first)


def shown(page: httpx.Response) -> tuple[str, str]:
    """What a page says is wrong, and what is left in its field."""
    (problem,) = re.findall(r'role="alert"[^>]*>([^<]*)<', page.text)
    (draft,) = re.findall(r"<textarea[^>]*>([^<]*)<", page.text)
    return problem, draft


def test_codes_guessed_by_the_form_are_counted_by_address(http: httpx.Client) -> None:
    for _ in range(OF_ADDRESS):
        assert "续办码不对" in say(http, new_code(), address="203.0.113.5").text
    assert "试错太多次" in say(http, new_code(), address="203.0.113.5").text
    assert "续办码不对" in say(http, new_code(), address="203.0.113.6").text


def test_a_text_too_long_to_be_understood_is_refused_and_stays(http: httpx.Client) -> None:
    assert say(http, "办" * MAX_LENGTH).status_code == 200
    text = "办" * (MAX_LENGTH + 1)
    page = say(http, text)
    assert page.status_code == 400
    assert shown(page) == ("消息太长了（最多 2000 字），请分几次说", text)


def test_whoever_sends_too_often_reads_so_on_the_page(http: httpx.Client) -> None:
    mine = conversation_of(say(http, "你好"))
    for _ in range(MOST):
        page = say(http, "居住证", conversation=mine)
    assert page.status_code == 429
    assert page.headers["Retry-After"]
    assert shown(page) == ("您发得太快了，请过一分钟再试", "居住证")
    assert conversation_of(page) == mine


def test_the_page_of_a_long_conversation_shows_what_was_said_last(
    http: httpx.Client, store: RedisServer
) -> None:
    written(store, "long-page", 300)
    page = say(http, "居住证", conversation="long-page").text
    assert "第 300 句" in page
    newest = page.partition('id="newest"')[2]
    assert newest.index("居住证") < newest.index("居住证申领")
    assert "第 1 句" not in page


def test_without_redis_the_page_says_so_and_loses_nothing(
    http: httpx.Client, store: RedisServer
) -> None:
    mine = conversation_of(say(http, "你好"))
    store.stop()
    try:
        page = say(http, "居住证", conversation=mine)
    finally:
        store.start()
    assert page.status_code == 503
    assert page.headers["content-type"].startswith("text/html")
    assert shown(page) == ("暂时存不了消息，请稍后再发一次", "居住证")
    assert conversation_of(page) == mine
    assert "居住证" in say(http, "居住证", conversation=mine).text
