"""What somebody at the console does in a browser, in words of the person."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Page, expect

from tests.staff import PASSWORD, account, handle

Enter = Callable[[str], Page]


def signs_in(browser: Browser, url: str, redis_url: str, role: str) -> Page:
    """Somebody new with a role, by the form."""
    who = account(redis_url, role)
    permissions = ["clipboard-read", "clipboard-write"]
    page = browser.new_context(permissions=permissions, base_url=url).new_page()
    page.goto("/console")
    page.fill("input[name=name]", who.name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("header nav a").first).to_be_visible(timeout=30_000)
    return page


@contextlib.contextmanager
def at_the_desk(enter: Enter, role: str = "operator") -> Iterator[Page]:
    """Somebody who is there; the citizens who ask for a person meanwhile are put in the queue."""
    page = enter(role)
    with page.expect_response("**/api/console/desk/presence"):
        page.goto("/console/desk")
    yield page
    with page.expect_response("**/api/console/desk/presence"):
        page.get_by_label("我在线，可以接待").uncheck()
    page.context.close()


def open_item(page: Page, redis_url: str, conversation: str) -> None:
    """Opens one conversation of the queue, whoever else waits."""
    named = handle(redis_url, conversation)
    page.evaluate("name => document.querySelector('console-desk').show(name)", named)
    expect(page.locator("console-talk .log")).to_be_visible(timeout=30_000)
