"""A hand-off on WeChat: what each side says reaches the other, within what WeChat allows."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import redis

from bot.stores import keys
from tests.connectors.wechat import standin
from tests.connectors.wechat.accounts import all_pushed, conversation, key, lines
from tests.connectors.wechat.desk import Operator, operator
from tests.connectors.wechat.standin import Platform, delivery, text_xml
from tests.server import Server
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow]
WHO = "s-1"
MINE = conversation(WHO)


@pytest.fixture()
def staff(server: Server, redis_url: str) -> Iterator[Operator]:
    with operator(server.url, redis_url) as made:
        yield made


def say(server: Server, openid: str, text: str, number: int) -> str:
    message = delivery(server.url, text_xml(openid, text, number), encrypted=True)
    return message.text_of(message.send())


def test_staff_and_person_talk_and_the_quota_is_shown_and_kept(
    server: Server, platform: Platform, staff: Operator
) -> None:
    assert "已经为您转人工" in say(server, WHO, "转人工", 1)
    staff.do(MINE, "claim")
    assert until(lambda: any("已接入" in text for text in platform.texts_to(WHO)))
    assert say(server, WHO, "我的证件被退回来了", 2) == ""
    shown = staff.sees(MINE)
    assert "我的证件被退回来了" in [m["text"] for m in shown["messages"]]
    assert shown["wechat_quota"] == 5
    assert shown["wechat_until"] > time.time() + 47 * 3600
    assert shown["wechat_unsent"] == 0

    for number in range(6):
        staff.do(MINE, "say", text=f"第 {number} 句")
        assert until(lambda said=f"第 {number} 句": said in "".join(platform.texts_to(WHO))
                     or staff.sees(MINE)["wechat_quota"] == 0)  # fmt: skip
    got = [text for text in platform.texts_to(WHO) if "第" in text]
    assert [text.count("第") for text in got] == [1] * 5
    assert until(lambda: staff.sees(MINE)["wechat_unsent"] == 1)
    assert staff.sees(MINE)["wechat_quota"] == 0

    assert say(server, WHO, "还在吗", 3) == ""
    assert until(lambda: platform.texts_to(WHO)[-1] == "【工作人员】第 5 句")
    assert until(lambda: staff.sees(MINE)["wechat_unsent"] == 0)
    assert staff.sees(MINE)["wechat_quota"] == 4

    staff.do(MINE, "give-back", summary="已说明")
    assert until(lambda: "已说明" in platform.texts_to(WHO)[-1])
    assert "免费" in say(server, WHO, "办居住证要多少钱", 4)


def test_lines_said_together_cost_one_message(
    server: Server, platform: Platform, staff: Operator
) -> None:
    say(server, "s-2", "转人工", 10)
    name = conversation("s-2")
    staff.do(name, "claim")
    assert until(lambda: platform.texts_to("s-2"))
    before = len(platform.texts_to("s-2"))
    platform.delay = 1.0  # while the first is on its way the others gather
    for text in ("您好", "请带上身份证", "周一来就行"):
        staff.do(name, "say", text=text)
    assert until(lambda: "周一来就行" in platform.texts_to("s-2")[-1])
    platform.delay = 0.0
    said = platform.texts_to("s-2")[before:]
    assert len(said) < 3
    assert "\n".join(said) == "【工作人员】您好\n【工作人员】请带上身份证\n【工作人员】周一来就行"
    staff.do(name, "close")


def test_a_line_longer_than_the_quota_goes_on_where_it_stopped(
    server: Server, platform: Platform, staff: Operator
) -> None:
    say(server, "s-8", "转人工", 50)
    name = conversation("s-8")
    staff.do(name, "claim")
    assert until(lambda: platform.texts_to("s-8"))
    say(server, "s-8", "请说详细一点", 51)
    before = len(platform.texts_to("s-8"))
    long = "".join(f"第{number}项请带原件和复印件各一份到窗口。" for number in range(200))
    staff.do(name, "say", text=long)
    assert until(lambda: staff.sees(name)["wechat_quota"] == 0)
    assert len(platform.texts_to("s-8")) == before + 5
    assert staff.sees(name)["wechat_unsent"] == 1

    say(server, "s-8", "还有吗", 52)
    assert until(lambda: staff.sees(name)["wechat_unsent"] == 0)
    assert "".join(platform.texts_to("s-8")[before:]) == f"【工作人员】{long}"
    staff.do(name, "close")


def test_a_platform_that_is_down_gets_everything_later_and_once(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    store.delete(keys.WECHAT_TOKEN)
    store.set(key("s-3", "lock"), "a slow turn elsewhere", px=1500)
    platform.calls.clear()
    platform.down = True
    assert say(server, "s-3", "办居住证要多少钱", 20) == ""
    assert until(lambda: "/cgi-bin/stable_token" in platform.calls)
    assert "居住证" in say(server, "s-4", "办居住证要多少钱", 21)
    platform.down = False
    assert until(lambda: platform.texts_to("s-3"))
    assert all_pushed(store)
    assert [("免费" in text) for text in platform.texts_to("s-3")] == [True]
    assert lines(store, "s-3") == 2


def test_five_seconds_of_latency_hold_up_nobody_else_and_send_once(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    store.set(key("s-5", "lock"), "a slow turn elsewhere", px=1500)
    platform.calls.clear()
    platform.delay = 5.0
    assert say(server, "s-5", "办居住证要多少钱", 30) == ""
    assert until(lambda: "/cgi-bin/message/custom/send" in platform.calls)
    assert "居住证" in say(server, "s-6", "办居住证要多少钱", 31)
    assert until(lambda: platform.texts_to("s-5"))
    assert all_pushed(store)
    platform.delay = 0.0
    assert [("免费" in text) for text in platform.texts_to("s-5")] == [True]


def test_whoever_unfollows_before_a_push_is_not_remembered_again(
    server: Server, store: redis.Redis
) -> None:
    store.set(key("s-7", "lock"), "a slow turn elsewhere", px=2500)
    assert say(server, "s-7", "办居住证要多少钱", 40) == ""
    gone = standin.message_xml("s-7", "event", Event="unsubscribe", EventKey="", created=99)
    assert delivery(server.url, gone, encrypted=True).send().text == "success"
    assert all_pushed(store)
    left = conversation("s-7").encode()
    assert until(lambda: not any(left in name for name in store.scan_iter(count=1000)))
