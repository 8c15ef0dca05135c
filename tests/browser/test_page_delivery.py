"""No message is lost, none is doubled, whatever happens to network, page or server."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.citizen import Citizen
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def in_order(citizen: Citizen) -> bool:
    """True where every message is there once and in order."""
    return citizen.numbers == list(range(1, len(citizen.numbers) + 1))


def test_reload_in_the_middle_of_a_journey(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    citizen.choose("不是深圳户口")
    before = citizen.numbers
    citizen.page.reload()
    expect(citizen.turns).to_have_count(len(before))
    assert citizen.numbers == before
    citizen.choose("上班，有交社保")
    assert in_order(citizen)


def test_offline_then_online(citizen: Citizen, context: BrowserContext) -> None:
    citizen.say("护照要多少钱")
    context.set_offline(True)
    citizen.type("去哪里办")
    citizen.type("要带什么")
    expect(citizen.page.get_by_text("网络断开了")).to_be_visible()
    expect(citizen.page.locator(".pending")).to_have_count(2)
    context.set_offline(False)
    expect(citizen.page.locator(".pending")).to_have_count(0)
    assert citizen.said == ["护照要多少钱", "去哪里办", "要带什么"]
    assert in_order(citizen)


def test_unsent_messages_survive_a_reload(citizen: Citizen) -> None:
    citizen.say("护照要多少钱")
    citizen.page.route("**/api/messages", lambda route: route.abort())
    citizen.type("去哪里办")
    expect(citizen.page.locator(".pending")).to_have_count(1)
    citizen.page.unroute("**/api/messages")
    citizen.page.reload()
    expect(citizen.page.locator(".turn.from-citizen:not(.pending)")).to_have_count(2)
    expect(citizen.page.locator(".pending")).to_have_count(0)
    assert citizen.said == ["护照要多少钱", "去哪里办"]


def test_an_answer_that_got_lost_on_the_way_is_not_asked_for_twice(citizen: Citizen) -> None:
    citizen.say("护照要多少钱")
    lost: list[str] = []

    def answer_lost(route):  # type: ignore[no-untyped-def]
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    citizen.page.route("**/api/messages", answer_lost)
    before = citizen.answers.count()
    citizen.type("去哪里办")
    citizen.answered_since(before)
    assert lost
    citizen.page.wait_for_timeout(1_500)
    assert citizen.said == ["护照要多少钱", "去哪里办"]
    assert in_order(citizen)


def test_without_server_sent_events_it_asks(citizen: Citizen) -> None:
    citizen.page.route("**/api/events**", lambda route: route.fulfill(status=502))
    citizen.say("护照要多少钱")
    conversation = citizen.page.evaluate("sessionStorage.getItem('banshi.conversation')")
    body = {"conversation": conversation, "text": "去哪里办"}
    citizen.page.request.post(f"{citizen.url}/api/messages", data=body)
    expect(citizen.page.locator(".turn.from-citizen")).to_have_count(2)
    assert citizen.said == ["护照要多少钱", "去哪里办"]
    assert in_order(citizen)


def test_two_tabs_agree(citizen: Citizen, context: BrowserContext) -> None:
    citizen.say("护照要多少钱")
    other = Citizen(context.new_page(), citizen.url)
    other.open()
    expect(other.turns).to_have_count(citizen.turns.count())
    other.say("去哪里办")
    expect(citizen.turns).to_have_count(other.turns.count())
    assert citizen.numbers == other.numbers
    assert in_order(citizen)


def test_the_server_dies_while_a_message_is_typed(citizen: Citizen, site: Site) -> None:
    citizen.say("我在宝安租房，想办居住证")
    citizen.page.locator("#question").fill("不是深圳")
    site.kill()
    citizen.page.locator("#question").press_sequentially("户口")
    citizen.page.keyboard.press("Enter")
    expect(citizen.page.locator(".pending")).to_have_count(1)
    site.start()
    expect(citizen.page.locator(".pending")).to_have_count(0, timeout=30_000)
    expect(citizen.page.locator("banshi-question")).to_have_count(2)
    assert citizen.said == ["我在宝安租房，想办居住证", "不是深圳户口"]
    assert in_order(citizen)


def test_cards_that_could_not_be_fetched_are_fetched_with_the_next_message(
    page: Page, site: Site
) -> None:
    page.route("**/assets/cards-*.js", lambda route: route.abort())
    citizen = Citizen(page, site.url)
    citizen.open()
    citizen.say("护照要多少钱")
    expect(citizen.answers.last).to_be_in_viewport()
    assert not page.evaluate("!!customElements.get('banshi-question')")
    page.unroute("**/assets/cards-*.js")
    citizen.say("我在宝安租房，想办居住证")
    expect(page.locator("banshi-question").get_by_role("button").first).to_be_visible()
    assert citizen.errors == []


def test_only_an_opaque_id_is_kept(citizen: Citizen, context: BrowserContext) -> None:
    citizen.say("护照要多少钱")
    kept = json.loads(citizen.page.evaluate("JSON.stringify({...sessionStorage})"))
    assert list(kept) == ["banshi.conversation"]
    assert "护照" not in json.dumps(kept, ensure_ascii=False)
    assert citizen.page.evaluate("JSON.stringify({...localStorage})") == "{}"
    assert citizen.page.evaluate("(history.state?.unsent ?? []).length") == 0
    assert context.cookies() == []


def test_clearing_deletes_on_the_server(citizen: Citizen) -> None:
    citizen.say("护照要多少钱")
    conversation = citizen.page.evaluate("sessionStorage.getItem('banshi.conversation')")
    citizen.page.get_by_role("button", name="设置").click()
    citizen.page.get_by_role("button", name="清除对话").click()
    citizen.page.get_by_role("alertdialog").get_by_role("button", name="清除对话").click()
    expect(citizen.page.get_by_text("您好，想办什么事？")).to_be_visible()
    left = citizen.page.request.get(f"{citizen.url}/api/messages?conversation={conversation}")
    assert left.json()["messages"] == []


def test_a_shared_computer_forgets_on_leaving(citizen: Citizen) -> None:
    citizen.open("/?shared=1")
    with citizen.page.expect_response("**/api/messages") as answered:
        citizen.say("护照要多少钱")
    conversation = answered.value.json()["conversation"]
    assert citizen.page.evaluate("sessionStorage.length") == 0
    citizen.open()
    expect(citizen.turns).to_have_count(0)
    left = citizen.page.request.get(f"{citizen.url}/api/messages?conversation={conversation}")
    assert left.json()["messages"] == []
