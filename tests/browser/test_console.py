"""The console in a browser: a call by keyboard, hand-overs, tickets, figures, the catalogue."""

from __future__ import annotations

import functools
import json
import re
import secrets
from collections import Counter
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Site
from tests.browser.desk import Enter, at_the_desk, open_item, signs_in
from tests.connectors.wechat import accounts
from tests.connectors.wechat.standin import Platform, delivery, text_xml
from tests.waiting import until

pytestmark = pytest.mark.browser
FITTED_MS = 240_000
"""Patience for a busy machine that fits a linker: some seconds on an idle one."""

IMPORTED = {
    "TASK_CODE": "11440000006939756B2440101007000", "CATAID": "440101007000",
    "TASK_NAME": "鸵鸟养殖备案", "DEPT_NAME": "广东省林业局", "visit_number": "0",
    "handle_time": "30(工作日)", "handle_time_limit": "7(工作日)", "matter_daily": "养鸵鸟,鸵鸟场",
    "material_intro": ["申请报告"], "service_object_name": ["自然人"],
}  # fmt: skip


@pytest.fixture()
def enter(site: Site, browser: Browser, redis_url: str) -> Enter:
    """Signs in somebody new with a role, by the form."""
    return functools.partial(signs_in, browser, site.url, redis_url)


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
    page.keyboard.press("k")
    expect(page.locator(".code strong")).to_have_text(re.compile(r"^[0-9A-Z]{4,}"))
    page.keyboard.press("Escape")
    expect(page.locator("input[type=search]")).to_be_focused()


def test_a_citizen_on_the_web_is_handed_over_and_back_and_a_wrong_draft_is_flagged(
    enter: Enter, site: Site, redis_url: str
) -> None:
    with httpx.Client(base_url=site.url, timeout=60) as citizen, at_the_desk(enter) as page:
        asked = citizen.post("/api/messages", json={"text": "护照丢了怎么补办"}).json()
        mine = {"conversation": asked["conversation"]}
        asked = citizen.post("/api/messages", json={"text": "转人工", **mine}).json()
        assert asked["outcome"] == "handed_off"
        silent = citizen.post("/api/messages", json={"text": "有人吗", **mine}).json()
        assert (silent["handled_by"], silent["messages"]) == ("staff", [])
        open_item(page, redis_url, mine["conversation"])
        page.get_by_role("button", name="接入").click()
        draft = page.locator("textarea[name=draft]")
        draft.fill("补发护照收费 9999 元")
        page.get_by_role("button", name="发送").click()
        expect(page.get_by_role("alert").filter(has_text="费用不对")).to_be_visible()
        citizen.post(f"/api/conversations/{mine['conversation']}/seen", json={"typing": True})
        expect(page.locator(".log")).to_contain_text("群众正在输入")
        draft.fill("您好，我来帮您\n请带上身份证")
        page.get_by_role("button", name="发送").click()
        expect(page.locator(".log p.staff").last).to_contain_text("您好，我来帮您")
        page.get_by_label("小结").fill("已说明")
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")
        said = citizen.get("/api/messages", params=mine).json()["messages"]
        texts = [m["text"] for m in said if m["from"] == "staff"]
        assert "您好，我来帮您\n请带上身份证" in texts
        assert not any("9999" in text for text in texts)
        again = citizen.post("/api/messages", json={"text": "你好", **mine}).json()
        assert again["handled_by"] == "bot" and again["messages"]


def test_a_citizen_on_wechat_is_handed_over_and_back(
    enter: Enter, site: Site, wechat: Platform, redis_url: str
) -> None:
    openid = f"o-{secrets.token_hex(5)}"

    def says(text: str, number: int) -> str:
        sent = delivery(site.url, text_xml(openid, text, number), encrypted=True)
        response = sent.send()
        return sent.text_of(response) if response.text not in ("", "success") else ""

    with at_the_desk(enter) as page:
        assert "转人工" in says("转人工", 1)
        open_item(page, redis_url, accounts.conversation(openid))
        page.get_by_role("button", name="接入").click()
        page.locator("textarea[name=draft]").fill("您好，我是工作人员")
        page.get_by_role("button", name="发送").click()
        assert until(lambda: any("我是工作人员" in text for text in wechat.texts_to(openid)))
        says("好的谢谢", 2)
        expect(page.locator(".log p.citizen").last).to_contain_text("好的谢谢")
        page.get_by_role("button", name="交还助手").click()
        expect(page.locator(".talk h2")).to_contain_text("助手")
        assert "居住证" in says("办居住证要多少钱", 3)


def test_of_two_operators_at_one_conversation_one_gets_it_and_the_other_is_told(
    enter: Enter, site: Site, redis_url: str
) -> None:
    with at_the_desk(enter) as one, at_the_desk(enter) as other:
        asked = httpx.post(f"{site.url}/api/messages", json={"text": "转人工"}, timeout=60).json()
        for page in (one, other):
            open_item(page, redis_url, asked["conversation"])
            expect(page.get_by_role("button", name="接入")).to_be_visible()
        for page in (one, other):
            # Only begun, so that both requests are under way at once.
            page.evaluate("[...document.querySelectorAll('button.main')].at(-1).click()")
        drafts = [page.locator("textarea[name=draft]") for page in (one, other)]
        told = [page.locator(".problem[role=alert]:visible") for page in (one, other)]
        winners = []
        for draft, word in zip(drafts, told):
            expect(draft.or_(word)).to_be_visible()
            winners.append(draft.count())
        assert sorted(winners) == [0, 1]


def test_a_ticket_from_complaint_to_closing(enter: Enter, site: Site) -> None:
    with httpx.Client(base_url=site.url, timeout=60) as citizen:
        words = {"text": "我要投诉，窗口让我跑了三趟"}
        complained = citizen.post("/api/messages", json=words).json()
        assert complained["outcome"] == "ticketed"
        number = next(m["card"]["number"] for m in complained["messages"] if m["kind"] == "ticket")
        page = enter("operator")
        page.goto("/console/tickets")
        row = page.get_by_role("row").filter(has_text=number)
        row.get_by_role("button", name="我来办").click()
        expect(row).to_contain_text("处理中")
        expect(row.get_by_role("button", name="我来办")).to_have_count(0)
        row.get_by_role("button", name=number).click()
        page.get_by_label("进展").fill("已约窗口负责人")
        page.get_by_role("button", name="记进展").click()
        expect(page.locator("tr.details")).to_contain_text("已约窗口负责人")
        row.get_by_label("处理结果").fill("窗口已改为一次告知")
        row.get_by_role("button", name="办结").click()
        expect(row).to_contain_text("已办结")
        mine = {"conversation": complained["conversation"]}
        asked = citizen.post("/api/messages", json={"text": f"{number} 到哪了", **mine}).json()
        assert "窗口已改为一次告知" in asked["messages"][0]["text"]
        row.get_by_label("为什么重开").fill("又跑了一趟")
        row.get_by_role("button", name="重开").click()
        expect(row).to_contain_text("处理中")
        page.get_by_role("button", name="看这次会话").click()
        expect(page.locator(".log")).to_contain_text("跑了三趟")
        page.get_by_label("我在线，可以接待").uncheck()


def test_a_ticket_that_staff_take_down_is_found_by_its_words(enter: Enter) -> None:
    page, said = enter("operator"), f"窗口排队太久 {secrets.token_hex(3)}"
    page.goto("/console/tickets")
    page.get_by_text("登记一张工单").click()
    page.get_by_label("反映的问题").fill(said)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    page.get_by_label("找工单").fill(said)
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_catalogue_from_import_to_publishing_and_back(
    enter: Enter, site: Site, tmp_path: Path
) -> None:
    page = enter("editor")
    page.set_default_timeout(FITTED_MS)
    page.goto("/console/catalog")
    before = page.get_by_test_id("current").inner_text()
    file = tmp_path / "new.json"
    file.write_text(json.dumps(IMPORTED, ensure_ascii=False), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    shown = page.get_by_test_id("shown")
    expect(shown).to_be_visible(timeout=FITTED_MS)
    version = shown.locator("h3").inner_text().split("：")[0]
    row = page.get_by_role("row").filter(has_text=version)
    row.get_by_role("button", name="检查").click()
    expect(shown.locator("h3")).to_contain_text(f"检查 {version}", timeout=FITTED_MS)
    row.get_by_role("button", name="影响").click()
    expect(shown.locator("h3")).to_contain_text(f"影响 {version}", timeout=FITTED_MS)
    row.get_by_role("button", name="现在发布").click()
    expect(page.get_by_test_id("current")).to_have_text(version, timeout=FITTED_MS)
    with httpx.Client(base_url=site.url, timeout=60) as citizen:

        def known() -> bool:
            asked = citizen.get("/api/services", params={"q": IMPORTED["TASK_NAME"]}).json()
            return any(s["name"] == IMPORTED["TASK_NAME"] for s in asked["services"])

        assert until(known, seconds=FITTED_MS / 1000)
        page.get_by_role("button", name="退回上一版").click()
        page.get_by_role("dialog").get_by_role("button", name="退回上一版").click()
        expect(page.get_by_test_id("current")).to_have_text(before, timeout=FITTED_MS)
        assert until(lambda: not known(), seconds=FITTED_MS / 1000)
    expect(page.locator(".history li").first).to_contain_text("退回到")


def test_an_edit_is_checked_and_its_paths_drawn_while_one_types(enter: Enter, site: Site) -> None:
    page = enter("editor")
    page.goto("/console/catalog")
    page.get_by_role("button", name="改一个事项").click()
    page.get_by_label("找要改的事项").fill("居住证申领")
    page.get_by_role("button", name="residence-permit-apply").click()
    expect(page.get_by_test_id("walked")).to_contain_text("都走得通")
    expect(page.locator(".paths .question").first).to_be_visible()
    page.get_by_label("名称", exact=True).first.fill("")
    expect(page.locator(".found .error")).to_have_text("填错：名称：必填")
    expect(page.get_by_role("button", name="存为新版本")).to_be_disabled()
    page.locator("details[data-field=visits] > summary").click()
    page.locator("details[data-field=visits] .part > summary").first.click()
    page.locator("details[data-field=visits] input[type=number]").first.fill("-1")
    expect(page.locator(".found .error").last).to_contain_text("不能小于 0")
    page.get_by_role("button", name="换一个事项").click()
    expect(page.get_by_role("dialog")).to_contain_text("还没有存为新版本")


def test_a_late_answer_to_an_earlier_search_does_not_replace_what_was_found(enter: Enter) -> None:
    page = enter("editor")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/catalog/services\?q=$"), hold)
    page.goto("/console/catalog")
    page.get_by_role("button", name="改一个事项").click()
    page.get_by_label("找要改的事项").fill("居住证申领")
    expect(page.locator(".picks li").first).to_contain_text("residence-permit-apply")
    count = page.locator(".picks li").count()
    with page.expect_response(re.compile(r"/catalog/services\?q=$")) as late:
        held[0].continue_()
    assert len(late.value.json()["services"]) != count
    expect(page.locator(".picks li").first).to_contain_text("residence-permit-apply")
    expect(page.locator(".picks li")).to_have_count(count)


def test_the_dashboard_counts_what_was_said(enter: Enter, site: Site) -> None:
    page = enter("supervisor")

    def shown() -> dict[str, int]:
        page.goto("/console/insight")
        expect(page.locator("[data-figure=turns]")).to_be_visible()
        names = ("turns", "conversations", "handed_off", "tickets")
        return {name: int(page.locator(f"[data-figure={name}]").inner_text()) for name in names}

    before = shown()
    said: Counter[str] = Counter()
    with httpx.Client(base_url=site.url, timeout=60) as citizen:
        for first in ("给狗上户口", "养狗证怎么办", "怎么养鸵鸟", "我要投诉窗口", "转人工", "狗证"):
            conversation: dict[str, str] = {}
            for text in (first, "要多少钱"):
                reply = citizen.post("/api/messages", json={"text": text, **conversation}).json()
                conversation = {"conversation": reply["conversation"]}
                said["turns"] += reply["handled_by"] == "bot"
                said["handed_off"] += reply["outcome"] == "handed_off"
                said["tickets"] += reply["outcome"] == "ticketed"
            said["conversations"] += 1
    after = shown()
    assert {name: after[name] - before[name] for name in before} == dict(said)
    expect(page.locator("console-chart canvas").first).to_be_visible()
    page.get_by_role("button", name="看这些会话").click()
    page.locator(".behind li button").first.click()
    expect(page.locator(".behind .log p").first).to_be_visible()


def test_a_word_an_operator_hears_is_tried_accepted_and_withdrawn(enter: Enter, site: Site) -> None:
    heard = "汪星人户口本"
    operator = enter("operator")
    operator.keyboard.type("养犬登记")
    expect(operator.locator("#found li").first).to_contain_text("养犬登记")
    operator.keyboard.press("Enter")
    expect(operator.locator(".case h2")).to_have_text("养犬登记")
    operator.keyboard.press("m")
    expect(operator.get_by_label("来电怎么说的")).to_be_focused()
    operator.keyboard.type(heard)
    operator.keyboard.press("Enter")
    expect(operator.locator(".copied")).to_contain_text(heard)
    editor = enter("editor")
    editor.goto("/console/catalog")
    editor.get_by_role("button", name="建议").click()
    row = editor.get_by_role("row").filter(has_text=heard)
    row.get_by_role("button", name="先看效果").click()
    expect(row.get_by_test_id("trial")).to_contain_text("变差 0 个", timeout=FITTED_MS)
    row.get_by_role("button", name="采纳，马上生效").click()
    expect(row).to_contain_text("正在生效", timeout=FITTED_MS)

    def fee() -> bool:
        words = {"text": f"{heard}要多少钱"}
        said = httpx.post(f"{site.url}/api/messages", json=words, timeout=60).json()
        cards = [m["card"] or {} for m in said["messages"]]
        return any(card.get("service_id") == "dog-registration" for card in cards)

    assert until(fee)
    row.get_by_role("button", name="撤回").click()
    expect(row).to_have_count(0)


VIEWS = {
    "assist": "坐席助手", "desk": "会话", "tickets": "工单",
    "insight": "数据", "catalog": "事项目录", "admin": "账号与审计",
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "views"),
    [
        ("operator", "assist desk tickets"),
        ("supervisor", "assist desk tickets insight"),
        ("editor", "insight catalog"),
        ("administrator", "assist desk tickets insight catalog admin"),
    ],
)
def test_each_role_sees_its_own_views_and_no_other_by_its_address(
    role: str, views: str, enter: Enter
) -> None:
    page, mine = enter(role), [VIEWS[view] for view in views.split()]
    assert page.locator("header nav a").all_inner_texts() == mine
    for view in VIEWS.keys() - set(views.split()):
        page.goto(f"/console/{view}")
        expect(page.locator("main")).to_have_attribute("aria-label", mine[0])
