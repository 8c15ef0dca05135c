"""A checklist to print and its calendar, through a running server: by code, never by identity."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests.faults.redis_server import redis_server
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    site = "https://banshi.example.gov.cn"
    with redis_server(tmp_path_factory.mktemp("redis")) as store, running(
        tmp_path_factory.mktemp("serve"), redis_url=store.url,
        public_url=site,
    ) as made:  # fmt: skip
        yield made


class Talk:
    """One conversation over HTTP."""

    def __init__(self, server: Server) -> None:
        self.url, self.conversation = server.url, ""

    def say(self, text: str) -> list[dict]:
        body = {"text": text}
        if self.conversation:
            body["conversation"] = self.conversation
        reply = httpx.post(f"{self.url}/api/messages", json=body, timeout=60).json()
        self.conversation = reply["conversation"]
        return reply["messages"]

    def links(self) -> dict[str, str]:
        """Addresses on this server by kind, from the reply to 「打印清单」."""
        card = self.say("打印清单")[0]["card"]
        return {link["kind"]: self.url + link["href"] for link in card["links"]}


@pytest.fixture()
def talk(server: Server) -> Talk:
    made = Talk(server)
    for text in ("公司年报怎么报", "1"):
        made.say(text)
    return made


def test_the_page_holds_the_list_and_a_code_to_scan(talk: Talk) -> None:
    links = talk.links()
    page = httpx.get(links["print"])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    text = unescape(page.text)
    assert "联络员（或经营者）的身份证号和手机号" in text
    assert "<svg" in text
    assert links["print"].split("/")[-2] in text
    assert talk.conversation not in page.text


def test_the_text_names_the_public_address(talk: Talk) -> None:
    text = talk.say("打印清单")[0]["text"]
    assert "https://banshi.example.gov.cn/sheet/" in text
    assert "〔" not in text.replace("〔政府", "")


def test_the_calendar_holds_the_deadline(talk: Talk) -> None:
    answer = httpx.get(talk.links()["calendar"])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20270630" in answer.text


def test_looking_at_the_page_does_not_use_the_code_up(server: Server, talk: Talk) -> None:
    links = talk.links()
    code = links["print"].split("/")[-2]
    httpx.get(links["print"])
    assert talk.links()["print"] == links["print"]
    elsewhere = Talk(server)
    assert any("续办码对上了" in m["text"] for m in elsewhere.say(code))
    # Gone on elsewhere: the old address shows nothing of it any more.
    assert httpx.get(links["print"]).status_code == 404
    assert httpx.get(links["calendar"]).status_code == 404


def test_nothing_is_found_by_guessing(server: Server, talk: Talk) -> None:
    code = talk.links()["print"].split("/")[-2]
    for path in (
        f"{code}/residence-permit-apply",
        "AAAA-2222/annual-report",
        "x/y",
        f"{code}/y.ics",
    ):
        assert httpx.get(f"{server.url}/sheet/{path}").status_code == 404


def test_a_list_that_is_not_settled_is_not_printed(server: Server) -> None:
    talk = Talk(server)
    talk.say("我要办居住证签注")
    messages = talk.say("打印清单")
    assert messages[-1]["kind"] == "question"
    assert not any((m["card"] or {}).get("links") for m in messages)
