"""Embedding only where allowed, nothing of others loaded, and text that never becomes markup."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.citizen import Citizen
from tests.browser.conftest import Site
from tests.browser.hosts import Hosts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ATTACKS = (
    "<img src=x onerror=alert(1)>居住证",
    "<script>alert(1)</script>护照",
    '"><svg onload=alert(1)>',
    "javascript:alert(1) 身份证",
    "{{7*7}}${7*7}<b>粗</b>",
)


def open_widget(page: Page, origin: str) -> None:
    """Opens a site and presses the button of the widget."""
    page.goto(origin)
    page.get_by_role("button", name="问问办事助手").click()


def refused_framing(page: Page) -> AbstractContextManager[object]:
    """Waits until the browser says that it will not show a page in a frame here."""
    return page.expect_console_message(lambda message: "frame-ancestors" in message.text)


def test_an_allowed_site_embeds_it(page: Page, site: Site, hosts: Hosts) -> None:
    open_widget(page, hosts.allowed)
    frame = page.frame_locator("iframe")
    expect(frame.locator("banshi-composer")).to_be_visible()
    frame.locator("#question").fill("换发护照要多少钱")
    frame.locator("#question").press("Enter")
    expect(frame.locator("banshi-fee")).to_contain_text("元")
    frame.get_by_role("button", name="关闭").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="问问办事助手")).to_be_focused()


def test_escape_closes_what_is_open_in_the_widget_and_then_the_widget(
    page: Page, site: Site, hosts: Hosts
) -> None:
    open_widget(page, hosts.allowed)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="设置").click()
    expect(frame.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("iframe")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()


def test_a_service_page_opened_from_the_widget_leaves_the_widget_alone(
    page: Page, site: Site, hosts: Hosts
) -> None:
    """Only /embed may stand in a frame: anything else opened inside it would end the widget."""
    open_widget(page, hosts.allowed)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="查找事项").click()
    frame.get_by_label("搜索事项").fill("居住证")
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="居住证申领", exact=True).click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("居住证申领")
    expect(frame.get_by_label("搜索事项")).to_have_value("居住证")


def test_without_javascript_too_other_pages_open_outside_the_frame(site: Site, page: Page) -> None:
    links = {
        path: page.request.get(site.url + path).text().partition("查找事项")[0].rpartition("<a ")[2]
        for path in ("/", "/embed")
    }
    assert 'target="_blank" rel="noopener"' in links["/embed"]
    assert "target" not in links["/"]


def test_another_site_is_refused(page: Page, site: Site, hosts: Hosts) -> None:
    with refused_framing(page):
        open_widget(page, hosts.refused)
    assert page.frame_locator("iframe").locator("#question").count() == 0
    page.get_by_role("button", name="问问办事助手").click()
    expect(page.locator("iframe")).to_be_hidden()


def test_the_full_page_is_framed_by_nobody(page: Page, site: Site, hosts: Hosts) -> None:
    page.goto(hosts.allowed)
    with refused_framing(page):
        page.evaluate(
            "u => document.body.append(Object.assign(document.createElement('iframe'), {src: u}))",
            site.url,
        )


def test_messages_of_a_stranger_are_not_heard(page: Page, site: Site, hosts: Hosts) -> None:
    """A frame that claims an origin not on the list speaks with nobody."""
    page.goto(hosts.allowed)
    page.evaluate(
        """url => { window.heard = [];
          addEventListener('message', e => e.data?.banshi && window.heard.push(e.data.banshi));
          const frame = document.createElement('iframe');
          frame.src = url; document.body.append(frame); }""",
        f"{site.url}/embed?origin=https://evil.example",
    )
    expect(page.frame_locator("iframe").locator("#question")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("window.heard") == []


def test_text_of_people_never_becomes_markup(citizen: Citizen) -> None:
    dialogs: list[str] = []
    citizen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for attack in ATTACKS:
        citizen.say(attack)
    assert dialogs == []
    inside = citizen.page.locator(".bubble :is(img, script, b, [onload]), .log a[href^=javascript]")
    assert inside.count() == 0
    assert "<img src=x" in citizen.page.locator(".from-citizen").first.inner_text()


def test_attacks_through_the_address_and_the_form(page: Page, site: Site) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{site.url}/services?q=<script>alert(1)</script>")
    page.goto(f"{site.url}/services/<img src=x onerror=alert(1)>")
    answer = page.request.post(f"{site.url}/", form={"text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in answer.text()
    assert dialogs == []


def test_nothing_comes_from_elsewhere(citizen: Citizen, context: BrowserContext) -> None:
    hosts: list[str] = []
    context.on("request", lambda request: hosts.append(request.url))
    citizen.open()
    citizen.say("换发护照要多少钱")
    assert [url for url in hosts if not url.startswith((citizen.url, "data:"))] == []
    assert context.cookies() == []
