"""The console in a browser: a call by keyboard alone, a hand-over and back, who sees what."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.stores.accounts import Accounts
from bot.stores.connect import connect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
PASSWORD = "a-long-password"
Enter = Callable[[str], Page]


@pytest.fixture()
def enter(site: Site, browser: Browser, redis_url: str) -> Enter:
    """Signs in somebody new with a role, by the form."""

    async def account(role: str) -> str:
        client = connect(redis_url)
        accounts, name = Accounts(client), f"t{secrets.token_hex(5)}"
        password = await accounts.create(name, role)
        cookie, _ = await accounts.sign_in(name, password)
        await accounts.change_password(cookie, name, password, PASSWORD)
        await client.close()
        await client.connection_pool.disconnect()
        return name

    def signed_in(role: str) -> Page:
        # Playwright keeps a loop of its own in this thread.
        with ThreadPoolExecutor(1) as aside:
            name = aside.submit(lambda: asyncio.run(account(role))).result()
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{site.url}/console")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("header nav a").first).to_be_visible()
        return page

    return signed_in


def test_a_whole_call_by_keyboard_from_first_key_to_the_script(enter: Enter) -> None:
    page = enter("operator")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("jzz")
    expect(page.locator("#found li").first).to_contain_text("居住证申领")
    page.keyboard.press("Enter")
    expect(page.locator(".case h2")).to_have_text("居住证申领")
    for _ in range(10):
        before = page.locator(".said dt").count()
        if not page.locator(".options").count():
            break
        page.keyboard.press("2" if before == 0 else "1")
        expect(page.locator(".said dt")).not_to_have_count(before)
    expect(page.locator(".ask")).to_have_class("ask good")
    page.keyboard.press("c")
    expect(page.locator(".copied")).to_have_text("已复制话术")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_test_id("talk").inner_text()


def test_a_citizen_is_handed_over_and_back(enter: Enter, site: Site) -> None:
    page = enter("operator")
    page.goto(f"{site.url}/console/desk")
    expect(page.get_by_label("我在线，可以接待")).to_be_checked()
    page.wait_for_timeout(500)
    with httpx.Client(base_url=site.url, timeout=30) as citizen:
        asked = citizen.post("/api/messages", json={"text": "转人工"}).json()
        assert asked["outcome"] == "handed_off"
        mine = {"conversation": asked["conversation"]}
        silent = citizen.post("/api/messages", json={"text": "有人吗", **mine}).json()
        assert (silent["handled_by"], silent["messages"]) == ("staff", [])
        page.locator(".queue > ol li button").last.click()
        page.get_by_role("button", name="接入").click()
        page.locator("textarea[name=draft]").fill("您好，我来帮您")
        page.get_by_role("button", name="发送").click()
        expect(page.locator(".log p.staff").last).to_contain_text("您好，我来帮您")
        page.get_by_label("小结").fill("已说明")
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")
        said = citizen.get("/api/messages", params=mine).json()["messages"]
        assert any("您好，我来帮您" in m["text"] for m in said if m["from"] == "staff")
        again = citizen.post("/api/messages", json={"text": "你好", **mine}).json()
        assert again["handled_by"] == "bot" and again["messages"]


@pytest.mark.parametrize(
    ("role", "views"),
    [
        ("operator", ["坐席助手", "会话", "工单"]),
        ("supervisor", ["坐席助手", "会话", "工单", "数据"]),
        ("editor", ["数据", "事项目录"]),
        ("administrator", ["坐席助手", "会话", "工单", "数据", "事项目录", "账号与审计"]),
    ],
)
def test_each_role_sees_its_own_views(role: str, views: list[str], enter: Enter) -> None:
    assert enter(role).locator("header nav a").all_inner_texts() == views
