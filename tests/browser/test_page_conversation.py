"""A journey on the page from the first words to the last step, and what interrupts it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.citizen import Citizen
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PERMIT = ("不是深圳户口", "上班，有交社保", "满 12 个月了")


def answer_all(citizen: Citizen, *wanted: str) -> None:
    """Answers questions by the labels wanted, else by the first option, until the checklist."""
    while citizen.page.locator("banshi-question .choice:enabled").count():
        labels = citizen.page.locator("banshi-question .choice:enabled strong").all_inner_texts()
        citizen.choose(next((label for label in labels if label in wanted), labels[0]))


def test_from_question_to_checklist_to_steps(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    expect(citizen.last("service")).to_contain_text("居住证申领")
    answer_all(citizen, *PERMIT)
    checklist = citizen.last("checklist")
    expect(checklist.get_by_role("checkbox").first).to_be_visible()
    citizen.say("开始")
    expect(citizen.last("step")).to_contain_text("第 1 步")
    citizen.say("下一步")
    expect(citizen.last("step")).to_contain_text("第 2 步")


def test_a_question_in_the_middle_is_answered_and_the_journey_goes_on(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    open_question = citizen.last("question").locator("h3").inner_text()
    citizen.say("要多少钱")
    expect(citizen.last("fee")).to_be_visible()
    citizen.say("继续")
    expect(citizen.last("question").locator("h3")).to_have_text(open_question)


def test_what_was_written_before_the_program_came_stays(page: Page, site: Site) -> None:
    """On a slow phone one writes into the page that the server wrote."""
    waiting: list[Route] = []
    slow = True
    page.route("**/assets/*.js", lambda route: waiting.append(route) if slow else route.continue_())
    page.goto(site.url, wait_until="commit")
    page.locator("#question").press_sequentially("换发护照要")
    assert page.locator("banshi-composer").count() == 0
    slow = False
    for route in waiting:
        route.continue_()
    expect(page.locator("banshi-composer")).to_be_visible()
    page.keyboard.type("多少钱")
    expect(page.locator("#question")).to_have_value("换发护照要多少钱")
    page.keyboard.press("Enter")
    expect(page.locator("banshi-fee")).to_contain_text("元")


def test_a_question_of_the_address_is_asked_once(citizen: Citizen) -> None:
    citizen.open("/?q=换发护照要多少钱&shared=1")
    expect(citizen.last("fee")).to_contain_text("元")
    expect(citizen.page.locator("#question")).to_have_value("")
    assert citizen.page.url.endswith("/?shared=1")
    assert citizen.said == ["换发护照要多少钱"]


def test_typing_the_label_does_what_tapping_does(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    first = citizen.last("question").locator("h3").inner_text()
    citizen.say("不是深圳户口")
    expect(citizen.last("question").locator("h3")).not_to_have_text(first)


def test_answered_questions_cannot_be_tapped_again(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    citizen.choose("不是深圳户口")
    old = citizen.page.locator("banshi-question").first
    expect(old.get_by_role("button").first).to_be_disabled()
    expect(old.get_by_role("button", name="您选的")).to_contain_text("不是深圳户口")


def test_ticks_outlast_a_reload_and_are_told_together(citizen: Citizen) -> None:
    citizen.say("我在宝安租房，想办居住证")
    answer_all(citizen, *PERMIT)
    checklist = citizen.last("checklist")
    checklist.get_by_role("checkbox").nth(0).check()
    citizen.page.reload()
    expect(checklist.get_by_role("checkbox").nth(0)).to_be_checked()
    # The button is in sight wherever one reads in the list.
    checklist.get_by_role("checkbox").last.scroll_into_view_if_needed()
    expect(checklist.get_by_role("button", name="把打勾的记下来")).to_be_in_viewport()
    before = citizen.answers.count()
    checklist.get_by_role("button", name="把打勾的记下来").click()
    citizen.answered_since(before)
    assert citizen.said[-1].endswith("准备好了")


def test_feedback_is_taken(citizen: Citizen) -> None:
    citizen.say("换发护照要多少钱")
    citizen.page.get_by_role("button", name="没解决").click()
    expect(citizen.page.get_by_label("哪里没帮上")).to_be_focused()
    citizen.page.keyboard.type("没说加急")
    citizen.page.get_by_role("button", name="提交").click()
    expect(citizen.page.locator(".toast")).to_contain_text("已经记下")


def test_a_wrong_line_becomes_a_ticket(citizen: Citizen) -> None:
    citizen.say("换发护照要多少钱")
    card = citizen.last("fee")
    card.locator("summary").click()
    card.get_by_role("button", name="这里写错了").click()
    card.locator(".lines .flag").first.click()
    card.locator("textarea").fill("现在是 100 元")
    with citizen.page.expect_request("**/api/feedback") as sent:
        card.get_by_role("button", name="提交").click()
    note = sent.value.post_data_json
    assert note["verdict"] == "wrong"
    assert note["field"].startswith("fees.")
    noted = citizen.page.locator(".noted")
    expect(noted).to_contain_text("已登记为工单")
    expect(noted).to_be_focused()
    number = re.search(r"T\d{6}-\w{6}", noted.inner_text())
    assert number
    expect(noted.get_by_role("button", name=f"复制 {number[0]}")).to_be_visible()
    citizen.page.reload()
    expect(noted).to_contain_text(number[0])
    citizen.say(number[0])
    expect(citizen.last("ticket")).to_contain_text("已登记")


def test_browsing_by_search_and_by_theme(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="查找事项").click()
    citizen.page.get_by_label("搜索事项").fill("jzz")
    expect(citizen.page.get_by_role("link", name="居住证申领", exact=True)).to_be_visible()
    citizen.page.get_by_label("搜索事项").fill("")
    citizen.page.get_by_role("button", name="社会保险").click()
    before = citizen.answers.count()
    citizen.page.get_by_role("button", name="问助手").first.click()
    citizen.answered_since(before)
    expect(citizen.last("service")).to_be_visible()


def test_back_leads_from_the_shelves_to_the_talk(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="查找事项").click()
    citizen.page.get_by_role("button", name="社会保险").click()
    citizen.page.reload()
    expect(citizen.page.get_by_label("搜索事项")).to_be_visible()
    citizen.page.go_back()
    expect(citizen.page.locator("#question")).to_be_visible()
    assert citizen.page.url == f"{citizen.url}/"


def test_a_search_that_finds_nothing_says_what_to_do(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="查找事项").click()
    citizen.page.get_by_label("搜索事项").fill("天气怎么样")
    expect(citizen.page.get_by_role("heading", name="没有找到")).to_be_visible()
    expect(citizen.page.get_by_role("link", name="12345")).to_be_visible()
    before = citizen.answers.count()
    citizen.page.get_by_role("button", name="问助手").click()
    citizen.answered_since(before)
    assert citizen.said == ["天气怎么样"]


def test_the_list_to_print_is_opened_by_a_button(citizen: Citizen) -> None:
    citizen.say("公司年报怎么报")
    citizen.choose("按时报")
    citizen.say("打印清单")
    expect(citizen.last("text")).not_to_contain_text("/sheet/")
    expect(citizen.page.get_by_role("link", name="存进日历")).to_be_visible()
    with citizen.page.expect_popup() as opened:
        citizen.page.get_by_role("link", name="打开打印页").click()
    sheet = opened.value
    sheet.evaluate("window.print = () => (window.printed = true)")
    sheet.get_by_role("button", name="打印").click()
    assert sheet.evaluate("window.printed")
    sheet.emulate_media(media="print")
    expect(sheet.get_by_role("button", name="打印")).to_be_hidden()
