"""Replies as WeChat text."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from actions.lines import footer
from bot.catalog.handling import ChannelWay
from bot.catalog.model import Catalog
from bot.evaluation.walker import Said, Walker
from bot.guidance.danger import danger
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue
from bot.runtime import Runtime
from connectors.wechat import words
from connectors.wechat.online import linked, way_link
from connectors.wechat.render import in_words, outgoing, text_reply, texts
from tests.connectors.wechat.talks import as_reply, every_turn

NUMBERED = re.compile(r"^(\d+)\. <a [^>]*msgmenucontent=([^&]*)&", re.M)
UNNUMBERED = re.compile(r"^▸ <a [^>]*>([^<]*)</a>", re.M)
LINK = re.compile(r"<a [^>]*>[^<]*</a>")


def reply(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"messages": list(messages)}


def question(text: str, *labels: str) -> dict[str, Any]:
    return {"text": text, "options": [{"label": name, "say": name} for name in labels]}


def test_a_numbered_choice_is_tapped_on_its_own_line() -> None:
    (text,) = texts(reply(question("您是？\n1. 是\n2. 不是", "是", "不是", "不知道")))
    lines = text.split("\n")
    assert lines[1] == (
        f'1. <a href="weixin://bizmsgmenu?msgmenucontent={quote("是")}&msgmenuid=1">是</a>'
    )
    assert lines[2].startswith("2. <a ")
    assert lines[3].startswith("▸ <a ")


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    return Walker(assistant.guide)


def test_a_number_shown_does_what_tapping_the_choice_does(walker: Walker) -> None:
    """Of every service; only what is never taken by a number has none."""
    without = set()
    for owner in walker.guide.catalog.services:
        for said in every_turn(walker, owner):
            shown = "\n".join(texts(as_reply(walker, said), walker.guide.catalog))
            without |= set(UNNUMBERED.findall(shown))
            for number, sent in NUMBERED.findall(shown):
                label = unquote(sent)
                by_number, by_words = (walker.say(w, said.dialogue) for w in (number, label))
                same = _taken(by_number, said) == _taken(by_words, said)
                # One option of 法律援助 has words of danger, which come first.
                assert same or danger(label), (owner, number, label)
    assert without == {"先看清单", "继续"}


def _taken(after: Said, before: Said) -> tuple[str, str, str | None]:
    """What was said first, what it is about, and how the open question was answered."""
    answers = next((j.answers for j in after.dialogue.journeys if before.dialogue.asked), {})
    return after.drafts[0].response, after.dialogue.topic, answers.get(before.dialogue.asked)


def test_dont_know_stands_below_the_options_with_its_number(walker: Walker) -> None:
    said = walker.open("residence-permit-apply")
    lines = texts(as_reply(walker, said))[-1].split("\n")
    at = next(i for i, line in enumerate(lines) if line.endswith(">不知道</a>"))
    assert lines[at].startswith("3. <a ") and lines[at - 1].startswith("2. <a ")


def test_themes_have_numbers_unless_something_else_is_asked(walker: Walker) -> None:
    said = walker.say("zzzz", Dialogue())
    shown = "\n".join(texts(as_reply(walker, said)))
    numbers = NUMBERED.findall(shown)
    assert [number for number, _ in numbers] == list("12345678")
    for number, name in numbers:
        assert (walker.say(number, said.dialogue).last.card or {})["title"] == unquote(name)
    assert UNNUMBERED.findall(shown) == ["转人工"]
    hint = {"kind": "text", "text": "还没办完", "options": [{"label": "继续", "say": "继续"}]}
    pushed = {"messages": [*as_reply(walker, said)["messages"], hint]}
    assert not NUMBERED.findall("\n".join(texts(pushed)))
    assert not NUMBERED.findall("\n".join(part.text for part in outgoing(pushed)))


def test_a_pushed_choice_has_the_number_it_has_in_a_text(walker: Walker) -> None:
    said = walker.open("residence-permit-apply")
    *_, part = outgoing(as_reply(walker, said))
    assert [label[:3] for _, label in part.menu] == ["1. ", "2. ", "3. ", "先看清"]
    assert part.text.count("1. ") == in_words(part).count("1. ") == 1
    assert in_words(part).split("\n")[-2:] == ["3. 不知道", "▸ 先看清单"]


def test_a_pushed_choice_is_a_menu_whose_tap_brings_the_words_back() -> None:
    message = {"text": "好了吗", "options": [{"label": "做完了，下一步", "say": "下一步"}]}
    (part,) = outgoing(reply({"text": "先看这个", "options": []}, message))
    assert part.menu == (("say:下一步", "做完了，下一步"),)
    assert part.text == "先看这个\n\n好了吗"


@given(st.lists(st.text(alphabet="办事指南。", min_size=1, max_size=40), min_size=1, max_size=10))
def test_a_link_is_never_cut(labels: list[str]) -> None:
    whole = texts(reply(question("选一个", *labels)))
    found = [LINK.findall(part) for part in whole]
    assert sum(map(len, found)) == len(labels)
    assert all("<a" not in LINK.sub("", part) for part in whole)


def test_where_an_answer_rests_comes_once_and_last() -> None:
    below = "来源：某条例（示例数据）。不方便上网可到窗口，或打 12345；要人工说“转人工”。"
    first = {"text": f"【甲】不收费\n{below}", "options": []}
    second = question(f"您是？\n1. 是\n2. 不是\n{below}", "是", "不是", "不知道")
    (text,) = texts(reply(first, second))
    *body, last = text.split("\n")
    assert last == below
    assert body[0] == "【甲】不收费"
    assert "来源" not in "".join(body)
    assert "不知道" in body[-2]


def test_the_footer_of_a_real_answer_is_known(catalog: Catalog) -> None:
    for service in catalog.services.values():
        assert footer(service).endswith(words.FOOTER_END)


def test_an_address_becomes_a_link_and_nothing_else_does() -> None:
    assert linked("见 https://www.gdzwfw.gov.cn。好") == (
        '见 <a href="https://www.gdzwfw.gov.cn">https://www.gdzwfw.gov.cn</a>。好'
    )
    assert "<" not in linked('<a href="weixin://x">点我</a>')


@pytest.mark.parametrize("text", ["a]]>b", "]]>", "]]]]>>", "<![CDATA[x]]>"])
def test_no_text_breaks_out_of_the_reply(text: str) -> None:
    xml = text_reply(to="o", account="gh", created="1", content=text)
    assert fromstring(xml).findtext("Content") == text


def test_a_time_that_is_none_breaks_no_reply() -> None:
    xml = text_reply(to="o", account="gh", created="<x>", content="好")
    assert fromstring(xml).findtext("CreateTime") == "0"


def test_a_mini_program_is_linked_with_its_path() -> None:
    way = ChannelWay(
        kind="online", name="粤省事", url="https://a.cn", mini_program="wx0123456789abcdef:p/i"
    )
    assert way_link(way) == (
        '<a href="https://a.cn" data-miniprogram-appid="wx0123456789abcdef"'
        ' data-miniprogram-path="p/i">粤省事（小程序）</a>'
    )


def test_an_online_step_says_where(catalog: Catalog) -> None:
    service = next(
        s
        for s in catalog.services.values()
        if any(c.kind == "online" and c.url for c in s.channels)
    )
    address = next(c.url for c in service.channels if c.kind == "online" and c.url)
    card = {"way": "online", "service_id": service.id}
    step = {"kind": "step", "text": "第 1 步", "card": card, "options": []}
    (text,) = texts(reply(step), catalog)
    assert f'网上办：<a href="{address}">' in text


def test_a_long_list_has_numbers_and_names_what_has_none(walker: Walker) -> None:
    catalog = walker.guide.catalog
    reading = Reading("户籍身份这一类都有哪些事项可以办", "ask_list", 1.0)
    said = walker.take(reading, Dialogue(), action="action_list")
    (shown,) = texts(as_reply(walker, said))
    assert LINK.search(shown) is None
    assert "\n12. " in shown and "\n13. " not in shown
    for service in catalog.services.values():
        assert service.theme != "户籍身份" or service.name in shown


@pytest.mark.parametrize("site", ["", "https://a.cn"])
def test_a_page_is_linked_by_its_address_or_named_by_its_code(site: str) -> None:
    page = "/sheet/7KQ2-M4XP/id"
    links = [{"kind": "print", "href": page}, {"kind": "calendar", "href": f"{page}.ics"}]
    text = f"排成了一页：\n{site}{page}\n日子，点开就存：\n{site}{page}.ics\n72 小时内有效。"
    card = {"code": "7KQ2-M4XP", "hours": 72, "links": links}
    (shown,) = texts(reply({"kind": "text", "text": text, "card": card, "options": []}))
    assert ("/sheet/" in shown) == ("存：" in shown) == bool(site)
    assert shown.count("<a ") == (2 if site else 0)
    assert "7KQ2-M4XP" in shown and shown.endswith("72 小时内有效。")
