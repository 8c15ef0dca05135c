"""Everyone can use it: axe, 长辈版, keyboard only, narrow screens, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.citizen import Citizen
from tests.browser.conftest import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELDER_TARGET = 60
ELDER_TEXT = 18


TALK = (
    "我在宝安租房，想办居住证", "身份证丢了怎么补", "换发护照要多少钱", "去哪里办", "要带什么",
    "谁能办", "怎么办", "依据是什么", "政府投资项目审批要多久", "办到哪一步了",
    "我要投诉", "帮我写首诗", "转人工",
)  # fmt: skip


@pytest.mark.parametrize(
    ("look", "colours"),
    [("", "light"), ("", "dark"), ("?elder=1", "light"), ("?lang=en", "dark")],
)
def test_axe_finds_nothing_in_any_answer(citizen: Citizen, look: str, colours: str) -> None:
    citizen.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    citizen.open("/" + look)
    assert violations(citizen.page) == []
    for text in TALK:
        citizen.say(text)
    citizen.page.locator(".receipt summary").first.click()
    assert violations(citizen.page) == []


def test_axe_finds_nothing_while_browsing_and_setting(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="查找事项").click()
    assert violations(citizen.page) == []
    citizen.page.get_by_label("搜索事项").fill("护照")
    expect(citizen.page.locator(".services .card").first).to_be_visible()
    assert violations(citizen.page) == []
    citizen.page.get_by_role("button", name="设置").click()
    assert violations(citizen.page) == []
    citizen.page.get_by_label("高对比度").check()
    assert violations(citizen.page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/services",
        "/services?q=护照",
        "/services/residence-permit-apply",
        "/services/residence-permit-apply?lang=zh-Hant&elder=1",
    ],
)
def test_axe_finds_nothing_on_service_pages(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)
    assert violations(page) == []


def test_service_pages_keep_script_and_size_from_page_to_page(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/services/residence-permit-apply?lang=zh-Hant&elder=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("居住證申領")
    page.get_by_role("link", name="全部事項").click()
    page.get_by_role("link", name="居住登記").first.click()
    expect(page.locator("#materials")).to_contain_text("要帶的材料")
    assert page.evaluate("document.documentElement.dataset.size") == "20"
    page.get_by_role("link", name="简体").click()
    expect(page.locator("#materials")).to_contain_text("要带的材料")


def test_elder_view_is_large_to_read_and_to_hit(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="长辈版").click()
    citizen.say("我在宝安租房，想办居住证")
    citizen.choose("不是深圳户口")
    small = citizen.page.evaluate(
        """least => [...document.querySelectorAll('button, summary, textarea, .checklist label')]
          .filter(e => e.checkVisibility())
          .map(e => [e.innerText || e.ariaLabel, e.getBoundingClientRect()])
          .filter(([, box]) => Math.min(box.width, box.height) < least)
          .map(([text, box]) => `${text} ${box.width}×${box.height}`)""",
        ELDER_TARGET,
    )
    assert small == []
    tiny = citizen.page.evaluate(
        """least => [...document.querySelectorAll('.log :is(p, li, dd, span, button)')]
          .filter(e => e.checkVisibility() && e.innerText && !e.closest('.visually-hidden'))
          .filter(e => parseFloat(getComputedStyle(e).fontSize) < least)
          .map(e => `${e.className} ${e.innerText.slice(0, 20)}`)""",
        ELDER_TEXT,
    )
    assert tiny == []
    leading = citizen.page.evaluate(
        "(s => parseFloat(s.lineHeight) / parseFloat(s.fontSize))(getComputedStyle(document.body))"
    )
    assert leading >= 1.3


def test_text_grows_to_thirty_pixels_and_is_remembered(citizen: Citizen) -> None:
    citizen.page.get_by_role("button", name="设置").click()
    for _ in range(4):
        citizen.page.get_by_role("button", name="大一点").click()
    size = "getComputedStyle(document.documentElement).fontSize"
    assert citizen.page.evaluate(size) == "30px"
    citizen.page.reload()
    expect(citizen.page.locator("#question")).to_be_visible()
    assert citizen.page.evaluate(size) == "30px"


@pytest.mark.parametrize("look", ["", "?elder=1"])
def test_nothing_sticks_out_at_320_pixels(citizen: Citizen, look: str) -> None:
    citizen.page.set_viewport_size({"width": 320, "height": 640})
    citizen.open("/" + look)
    for text in ("我在宝安租房，想办居住证", "政府投资项目审批要多久", "去哪里办"):
        citizen.say(text)
    wide = citizen.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= 320
    log = citizen.page.locator(".log")
    assert log.evaluate("e => e.scrollWidth <= e.clientWidth")
    tops = citizen.page.locator(".composer .round").evaluate_all("e => e.map(x => x.offsetTop)")
    assert len(set(tops)) == 1


def test_the_largest_text_leaves_room_to_read_on_the_narrowest_screen(citizen: Citizen) -> None:
    citizen.page.set_viewport_size({"width": 320, "height": 640})
    look = '{"elder": true, "size": 30}'
    citizen.page.evaluate("look => localStorage.setItem('banshi.look', look)", look)
    citizen.open()
    citizen.say("我在宝安租房，想办居住证")
    room = citizen.page.locator(".log").bounding_box()
    assert room is not None
    assert room["height"] > 640 / 2
    assert citizen.page.locator(".log").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_keyboard_only(citizen: Citizen) -> None:
    keyboard = citizen.page.keyboard
    citizen.page.locator("#question").focus()
    keyboard.type("我在宝安租房，想办居住证")
    keyboard.press("Enter")
    expect(citizen.page.locator("banshi-question")).to_have_count(1)
    before = citizen.answers.count()
    for _ in range(60):
        keyboard.press("Shift+Tab")
        if citizen.page.evaluate("document.activeElement.innerText?.includes('不是深圳户口')"):
            break
    keyboard.press("Enter")
    citizen.answered_since(before)
    assert citizen.said[-1] == "不是深圳户口"
    assert citizen.page.evaluate("document.activeElement.id") == "question"


def test_a_new_answer_is_announced_once_and_short(citizen: Citizen) -> None:
    expect(citizen.page.get_by_role("log")).to_have_attribute("aria-live", "off")
    citizen.say("我在宝安租房，想办居住证")
    announced = citizen.page.locator("banshi-log > .visually-hidden[role=status]")
    expect(announced).to_contain_text("居住证申领")
    expect(announced).to_contain_text("（共 2 条）")
    expect(announced).not_to_contain_text("来源")
    citizen.page.reload()
    expect(citizen.last("question")).to_be_visible()
    expect(announced).to_have_text("")


@pytest.fixture
def finger(browser: Browser, site: Site) -> Iterator[Citizen]:
    """A person with a touch screen."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale="zh-CN",
        reduced_motion="reduce",
        has_touch=True,
        is_mobile=True,
    )
    person = Citizen(context.new_page(), site.url)
    person.open()
    yield person
    assert person.errors == []
    context.close()


def test_on_a_touch_screen_focus_goes_where_one_goes_on(finger: Citizen) -> None:
    """Whatever is tapped and goes away would leave focus, and a screen reader, at the top."""
    page = finger.page
    finger.say("换发护照要多少钱")
    card = finger.last("fee")
    card.locator("summary").tap()
    card.get_by_role("button", name="这里写错了").tap()
    flag = card.locator(".lines .flag").first
    expect(flag).to_have_accessible_name(re.compile("^这里写错了：.*元"))
    flag.tap()
    expect(card.locator("textarea")).to_be_focused()
    card.get_by_role("button", name="取消").tap()
    expect(flag).to_be_focused()
    page.get_by_role("button", name="解决了", exact=True).tap()
    expect(page.locator(".rated")).to_be_focused()
    page.get_by_role("button", name="查找事项").tap()
    page.get_by_role("button", name="社会保险").tap()
    page.get_by_role("button", name="返回").tap()
    expect(page.get_by_role("button", name="社会保险")).to_be_focused()
    page.get_by_role("button", name="对话").tap()
    page.get_by_role("button", name="设置").tap()
    page.get_by_role("button", name="清除对话").tap()
    expect(page.locator(".confirm")).to_be_focused()
    page.locator(".confirm .danger").tap()
    expect(page.get_by_role("button", name="设置")).to_be_focused()


def test_on_a_touch_screen_focus_goes_from_an_option_to_the_answer(finger: Citizen) -> None:
    finger.say("我在宝安租房，想办居住证")
    before = finger.answers.count()
    finger.page.locator("banshi-question .choice", has_text="不是深圳户口").tap()
    finger.answered_since(before)
    expect(finger.answers.nth(before).locator(".who")).to_be_focused()


def test_a_low_screen_leaves_room_to_read(citizen: Citizen) -> None:
    citizen.page.set_viewport_size({"width": 844, "height": 390})
    citizen.say("我在宝安租房，想办居住证")
    room = citizen.page.locator(".log").bounding_box()
    assert room is not None
    assert room["height"] > 390 * 2 / 3
    expect(citizen.page.locator(".bar h1")).to_be_in_viewport()
    expect(citizen.page.locator(".composer")).to_be_in_viewport(ratio=1)


def test_traditional_answers_and_english_interface(citizen: Citizen) -> None:
    citizen.open("/?lang=zh-Hant")
    expect(citizen.page.get_by_role("button", name="設定")).to_be_visible()
    citizen.say("我在宝安租房，想办居住证")
    expect(citizen.last("service")).to_contain_text("居住證申領")
    citizen.say("不是深圳戶口")
    citizen.choose("上班，有交社保")
    citizen.page.get_by_role("button", name="設定").click()
    citizen.page.get_by_label("简体").check()
    expect(citizen.last("service")).to_contain_text("居住证申领")
    expect(citizen.page.locator("banshi-question .choice:enabled").first).to_be_attached()
    citizen.open("/?lang=en")
    expect(citizen.page.get_by_role("button", name="Settings")).to_be_visible()
    assert citizen.page.evaluate("document.documentElement.lang") == "en"


def test_without_javascript_a_form_does_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        java_script_enabled=False,
        viewport=PHONE,  # type: ignore[arg-type]
        locale="zh-CN",
    )
    page = context.new_page()
    page.goto(site.url)
    page.get_by_label("输入您的问题").fill("我在宝安租房，想办居住证")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".turn.from-bot").last).to_contain_text("您是深圳户口吗")
    page.get_by_role("button", name="不是深圳户口").click()
    expect(page.locator(".turn.from-citizen")).to_have_count(2)
    expect(page.locator(".turn.from-citizen").last).to_contain_text("不是深圳户口")
    page.get_by_role("button", name="先看清单").click()
    # Going to the newest answer scrolls the log, not the head out of sight.
    expect(page.locator("#newest")).to_be_in_viewport()
    expect(page.locator(".bar h1")).to_be_in_viewport()
    expect(page.locator(".turn.from-bot").last.locator("ol li").first).to_contain_text("身份证")
    expect(page.locator("a[href='tel:12345']").last).to_be_visible()
    context.close()
