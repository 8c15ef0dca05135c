"""Several conversations at one desk: nothing written for one citizen reaches another, or is lost."""

from __future__ import annotations

import functools
import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.desk import Enter, at_the_desk, open_item, signs_in

pytestmark = pytest.mark.browser
BOXES = {"回复": "请稍等", "备注": "常来的企业", "转交原因": "要社保科看", "小结": "已约周三到窗口"}


@pytest.fixture()
def enter(site: Site, browser: Browser, redis_url: str) -> Enter:
    """Signs in somebody new with a role, by the form."""
    return functools.partial(signs_in, browser, site.url, redis_url)


def waits(site: Site) -> str:
    """A citizen in the queue."""
    asked = httpx.post(f"{site.url}/api/messages", json={"text": "转人工"}, timeout=60).json()
    return str(asked["conversation"])


def takes(page: Page, redis_url: str, conversation: str) -> None:
    """Opens a conversation that waits and takes it."""
    open_item(page, redis_url, conversation)
    page.get_by_role("button", name="接入", exact=True).click()
    expect(page.get_by_label("回复")).to_be_focused()


def written(page: Page) -> dict[str, str]:
    """What stands in the boxes."""
    return {label: page.get_by_label(label, exact=True).input_value() for label in BOXES}


def heard(site: Site, conversation: str) -> str:
    """All that staff have said to a citizen."""
    asked = httpx.get(f"{site.url}/api/messages", params={"conversation": conversation}, timeout=60)
    return "\n".join(m["text"] for m in asked.json()["messages"] if m["from"] == "staff")


def test_what_is_written_belongs_to_one_conversation_and_is_there_after_a_reload(
    enter: Enter, site: Site, redis_url: str
) -> None:
    with at_the_desk(enter) as page:
        first, second = waits(site), waits(site)
        takes(page, redis_url, first)
        for label, text in BOXES.items():
            page.get_by_label(label, exact=True).fill(text)
        takes(page, redis_url, second)
        assert written(page) == dict.fromkeys(BOXES, "")
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")
        open_item(page, redis_url, first)
        expect(page.get_by_label("小结")).to_have_value(BOXES["小结"])
        assert written(page) == BOXES
        page.reload()
        expect(page.get_by_label("小结")).to_have_value(BOXES["小结"])
        assert written(page) == BOXES
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")
        assert BOXES["小结"] in heard(site, first)
        assert BOXES["小结"] not in heard(site, second)


def test_a_ready_text_goes_where_the_cursor_is(enter: Enter, site: Site, redis_url: str) -> None:
    with at_the_desk(enter) as page:
        takes(page, redis_url, waits(site))
        page.keyboard.type("王女士，")
        page.get_by_role("button", name="/wait").click()
        page.keyboard.type("谢谢")
        expect(page.get_by_label("回复")).to_have_value("王女士，请稍等，我帮您核实一下。谢谢")


def test_a_refusal_stays_until_somebody_acts(enter: Enter, site: Site, redis_url: str) -> None:
    with at_the_desk(enter) as one, at_the_desk(enter) as other:
        name = waits(site)
        takes(one, redis_url, name)
        open_item(other, redis_url, name)
        other.evaluate("document.querySelector('console-talk').act('claim')")
        told = other.locator(".problem[role=alert]:visible")
        expect(told).to_contain_text("现在不能接入")
        other.wait_for_timeout(3000)
        expect(told).to_contain_text("现在不能接入")
        other.get_by_label("备注").fill("一位老人")
        other.get_by_role("button", name="记下").click()
        expect(told).to_have_count(0)


def test_signing_out_with_a_conversation_asks_and_puts_it_back(
    enter: Enter, site: Site, redis_url: str
) -> None:
    page = enter("operator")
    page.goto("/console/desk")
    name = waits(site)
    takes(page, redis_url, name)
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("1 个会话")
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_label("回复")).to_be_visible()
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="退出，交回排队").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert "重新排队" in heard(site, name)
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_supervisor_takes_what_a_colleague_left(enter: Enter, site: Site, redis_url: str) -> None:
    with at_the_desk(enter) as page, at_the_desk(enter, "supervisor") as chief:
        name = waits(site)
        takes(page, redis_url, name)
        open_item(chief, redis_url, name)
        chief.get_by_role("button", name="我来接手").click()
        chief.get_by_role("button", name="接手", exact=True).click()
        expect(chief.get_by_label("回复")).to_be_visible()
        expect(page.get_by_label("回复")).to_have_count(0)


def test_being_away_lasts_over_reloads_and_being_there_over_views(enter: Enter) -> None:
    page = enter("operator")
    page.goto("/console/desk")
    here = page.get_by_label("我在线，可以接待")
    expect(here).to_be_checked()
    with page.expect_request("**/api/console/desk/presence") as beat:
        page.goto("/console/tickets")
    assert beat.value.post_data_json == {"status": "online"}
    page.goto("/console/desk")
    here.uncheck()
    page.reload()
    expect(page.locator(".queue h2")).to_be_visible()
    expect(here).not_to_be_checked()


def test_the_title_counts_who_waits(enter: Enter, site: Site) -> None:
    with at_the_desk(enter) as page:
        page.goto("/console/tickets")
        waits(site)
        expect(page).to_have_title(re.compile(r"^（\d+）"))
        page.goto("/console/desk")


def test_keys_typed_faster_than_answers_come_are_all_heard_and_the_case_is_kept(
    enter: Enter,
) -> None:
    page = enter("operator")
    page.keyboard.type("jzz")
    expect(page.locator("#found li").first).to_contain_text("居住证申领")
    page.keyboard.press("Enter")
    for key in "211":
        page.keyboard.press(key)
    expect(page.locator(".said dt")).to_have_count(3)
    answers = page.locator(".said dd").all_inner_texts()
    page.keyboard.press("m")
    expect(page.get_by_label("来电怎么说的")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".said dd")).to_have_text(answers)
    page.goto("/console/tickets")
    page.goto("/console/assist")
    expect(page.locator(".said dd")).to_have_text(answers)
    page.keyboard.press("Escape")
    expect(page.locator(".said dd")).to_have_count(0)
    page.get_by_role("button", name="找回刚才的来电").click()
    expect(page.locator(".said dd")).to_have_text(answers)


def test_the_sms_carries_the_code_and_keeps_papers_apart(enter: Enter) -> None:
    page = enter("operator")
    page.keyboard.type("养犬登记")
    expect(page.locator("#found li").first).to_contain_text("养犬登记")
    page.keyboard.press("Enter")
    expect(page.locator(".case h3").filter(has_text="收费")).to_be_visible()
    expect(page.locator(".case h3").filter(has_text="步骤")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator(".copied")).to_have_text("已复制短信")
    sms = page.evaluate("navigator.clipboard.readText()")
    assert page.locator(".code strong").inner_text() in sms
    assert "可免交：居民身份证" in sms
