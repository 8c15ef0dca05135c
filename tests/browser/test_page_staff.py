"""A person at the desk, as the citizen sees it: the queue, the name, typing, read marks."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.handoff.desk import Desk
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from tests.browser.axe import violations
from tests.browser.citizen import Citizen

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def at_desk(redis_url: str, step: Callable[[Desk], Coroutine[Any, Any, None]]) -> None:
    """Does one step of staff on the store that the server reads."""

    async def act() -> None:
        client = connect(redis_url)
        await step(Desk(DeskStore(client, expiry_seconds=600), wait_minutes=15, idle_minutes=30))
        await client.close()
        await client.connection_pool.disconnect()

    # Playwright keeps a loop of its own in this thread.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(act())).result()


def test_the_citizen_sees_queue_name_typing_and_what_was_read(
    citizen: Citizen, redis_url: str
) -> None:
    staff = secrets.token_hex(4)
    at_desk(redis_url, lambda desk: desk.store.here(staff))
    citizen.say("转人工")
    attendance = citizen.page.locator(".attendance")
    expect(attendance).to_contain_text("正在排队")
    assert violations(citizen.page) == []
    conversation = citizen.page.evaluate("sessionStorage.getItem('banshi.conversation')")
    at_desk(redis_url, lambda desk: desk.claim(conversation, staff=staff, name="李敏"))
    expect(attendance).to_contain_text("工作人员 李敏 正在为您服务")
    citizen.type("我的居住证什么时候能拿")
    expect(citizen.page.locator(".pending")).to_have_count(0)
    expect(citizen.page.locator(".read")).to_have_count(0)
    seen = citizen.numbers[-1]
    at_desk(redis_url, lambda desk: desk.read(conversation, upto=seen, staff=staff))
    expect(citizen.page.locator(".turn.from-citizen").last).to_contain_text("已读")
    at_desk(redis_url, lambda desk: desk.typing(conversation, staff=staff))
    expect(attendance).to_contain_text("李敏 正在输入")
    assert violations(citizen.page) == []
    answer = "下周三可以拿"
    at_desk(redis_url, lambda desk: desk.say(conversation, answer, staff=staff, name="李敏"))
    expect(attendance).not_to_contain_text("正在输入")
    expect(citizen.page.locator(".turn.from-staff").last).to_contain_text(answer)
    expect(citizen.page.locator(".turn.from-staff .who").last).to_contain_text("李敏")
    at_desk(redis_url, lambda desk: desk.give_back(conversation, staff=staff))
    expect(attendance).to_have_count(0)


def test_who_waits_can_leave_the_queue(citizen: Citizen, redis_url: str) -> None:
    at_desk(redis_url, lambda desk: desk.store.here("an"))
    citizen.say("转人工")
    citizen.page.get_by_role("button", name="不等了").click()
    expect(citizen.page.locator(".attendance")).to_have_count(0)
    expect(citizen.answers.last).to_contain_text("不排队了")
