"""Strict mode in a browser: every answer of the bot is looked at before the citizen gets it."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Iterator

import httpx
import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from tests.browser.citizen import Citizen
from tests.browser.conftest import Site
from tests.browser.desk import Enter, at_the_desk, open_item, signs_in
from tests.connectors.wechat import accounts
from tests.connectors.wechat.standin import Platform, delivery, text_xml
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
FEE = "补办身份证要多少钱"
HELD = "待核对的答复"


@pytest.fixture(scope="module")
def strict(
    redis_url: str, wechat: Platform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server that lets no answer out by itself."""
    site = Site(
        tmp_path_factory.mktemp("strict"),
        redis_url=redis_url,
        strict="1",
        staff_hours="daily 00:00-23:59",
        **accounts.verified(wechat.url),
    )
    yield site
    site.close()


@pytest.fixture()
def enter(strict: Site, browser: Browser, redis_url: str) -> Enter:
    return functools.partial(signs_in, browser, strict.url, redis_url)


@pytest.fixture()
def asker(page: Page, strict: Site) -> Citizen:
    """A citizen on the page, who has asked what a service costs."""
    person = Citizen(page, strict.url)
    person.open()
    return person


def conversation(asker: Citizen) -> str:
    return str(asker.page.evaluate("sessionStorage.getItem('banshi.conversation')"))


def held(page: Page, redis_url: str, name: str) -> str:
    open_item(page, redis_url, name)
    expect(page.get_by_label(HELD)).to_be_visible()
    return page.get_by_label(HELD).input_value()


def test_on_the_web_an_answer_goes_out_as_it_is_or_edited_or_a_person_answers(
    enter: Enter, asker: Citizen, redis_url: str
) -> None:
    with at_the_desk(enter) as page:
        asker.say(FEE)
        expect(asker.answers.last).to_contain_text("核对后马上答复")
        name = conversation(asker)
        assert "元" in held(page, redis_url, name)
        page.get_by_role("button", name="核对无误，发送").click()
        expect(asker.page.locator("banshi-lines, banshi-fee").last).to_be_visible()
        expect(asker.answers.last).to_contain_text("元")

        asker.say("几天能拿到")
        held(page, redis_url, name)
        page.get_by_label(HELD).fill("补办身份证收费 9999 元")
        page.get_by_role("button", name="核对无误，发送").click()
        expect(page.get_by_role("alert").filter(has_text="费用不对")).to_be_visible()
        page.get_by_label(HELD).fill("一般六十天内可以领")
        page.get_by_role("button", name="核对无误，发送").click()
        expect(asker.page.locator(".turn.from-staff").last).to_contain_text("六十天内")

        asker.say("在哪里办")
        refused = held(page, redis_url, name)
        page.get_by_role("button", name="不用，我来答").click()
        draft = page.locator("textarea[name=draft]")
        draft.fill("到派出所户籍窗口就行")
        draft.press("Enter")
        expect(asker.page.locator(".turn.from-staff").last).to_contain_text("派出所户籍窗口")
        shown = "\n".join(asker.page.locator(".turn").all_inner_texts())
        assert "9999" not in shown and refused.splitlines()[0] not in shown
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")


def test_on_wechat_the_answer_follows_as_a_message_and_without_quota_on_the_next_one(
    enter: Enter, strict: Site, wechat: Platform, redis_url: str
) -> None:
    openid = f"o-{secrets.token_hex(5)}"
    name = accounts.conversation(openid)

    def says(text: str, number: int) -> str:
        sent = delivery(strict.url, text_xml(openid, text, number), encrypted=True)
        return sent.text_of(sent.send())

    def got(words: str) -> bool:
        return until(lambda: any(words in text for text in wechat.texts_to(openid)))

    with at_the_desk(enter) as page, redis.Redis.from_url(redis_url) as store:
        assert "核对后马上答复" in says(FEE, 1)
        held(page, redis_url, name)
        page.get_by_role("button", name="核对无误，发送").click()
        assert got("元")

        says("几天能拿到", 2)
        held(page, redis_url, name)
        page.get_by_label(HELD).fill("一般六十天内可以领")
        store.hset(accounts.key(openid, "wechat"), "message", 0)
        page.get_by_role("button", name="核对无误，发送").click()
        expect(page.locator(".know")).to_contain_text("1 句还没送到")
        assert not any("六十天内" in text for text in wechat.texts_to(openid))
        says("还在吗", 3)
        assert got("六十天内")


def test_while_nobody_is_there_the_citizen_is_told_where_else_to_go(
    strict: Site, redis_url: str
) -> None:
    with redis.Redis.from_url(redis_url) as store:
        store.delete("banshi:desk:present")
    said = httpx.post(f"{strict.url}/api/messages", json={"text": FEE}, timeout=60).json()
    (only,) = said["messages"]
    assert "没有工作人员在线" in only["text"] and "12345" in only["text"]
    assert said["outcome"] == "controlled"
