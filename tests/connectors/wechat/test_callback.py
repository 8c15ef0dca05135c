"""The WeChat callback of a running server, driven by a stand-in of the platform."""

from __future__ import annotations

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import httpx
import pytest
import redis
from typer.testing import CliRunner

from bot.catalog.model import Catalog
from bot.cli import app
from bot.stores import keys
from connectors.wechat import words
from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.accounts import all_pushed, key, lines
from tests.connectors.wechat.standin import Platform, delivery, message_xml, text_xml
from tests.server import Server
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow]


def test_the_callback_address_is_verified(server: Server) -> None:
    stamp = str(int(time.time()))
    good = {"timestamp": stamp, "nonce": "n", "signature": standin.signature(stamp, "n")}
    asked = httpx.get(f"{server.url}/wechat", params={**good, "echostr": "4217"})
    forged = httpx.get(f"{server.url}/wechat", params={**good, "nonce": "m", "echostr": "4217"})
    assert (asked.status_code, asked.text) == (200, "4217")
    assert forged.status_code == 403


def test_a_question_is_answered_in_the_reply(server: Server) -> None:
    asked = delivery(server.url, text_xml("o-1", "办居住证要多少钱", 1), encrypted=True)
    assert "免费" in asked.text_of(asked.send())


def test_repeated_and_concurrent_deliveries_run_once_and_get_the_same_bytes(
    server: Server, store: redis.Redis
) -> None:
    asked = delivery(server.url, text_xml("o-2", "你好", 2), encrypted=True)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: asked.send().content, range(100)))
    said = lines(store, "o-2")
    print(f"100 deliveries: {len(set(answers))} reply, {said} lines in the log")
    assert len(set(answers)) == 1
    assert said == 2


def test_two_people_whose_message_ids_collide_are_both_answered(server: Server) -> None:
    first = delivery(server.url, text_xml("o-3", "你好", 3), encrypted=True)
    second = delivery(server.url, text_xml("o-4", "谢谢", 3), encrypted=True)
    assert first.text_of(first.send()) != second.text_of(second.send())


def test_what_is_too_late_is_pushed_once(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    lock = key("o-5", "lock")
    store.set(lock, "somebody else", px=2500)
    asked = delivery(server.url, text_xml("o-5", "办居住证要多少钱", 5), encrypted=True)
    assert asked.send().text == "success"
    assert asked.send().text == "success"
    assert until(lambda: platform.texts_to("o-5"))
    assert all_pushed(store)
    assert len(platform.texts_to("o-5")) == 1
    assert "免费" in platform.texts_to("o-5")[0]


def test_a_refused_token_is_fetched_again_once(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    store.set(keys.WECHAT_TOKEN, "stale")
    store.set(key("o-6", "lock"), "somebody else", px=2000)
    before = platform.tokens
    delivery(server.url, text_xml("o-6", "你好", 6), encrypted=True).send()
    assert until(lambda: platform.texts_to("o-6"))
    assert all_pushed(store)
    assert len(platform.texts_to("o-6")) == 1
    assert platform.tokens == before + 1


def test_the_quota_of_a_menu_tap_is_kept(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    tap = message_xml("o-7", "event", Event="CLICK", EventKey="theme:出入境", created=77)
    delivery(server.url, tap, encrypted=True).send()
    assert store.hget(key("o-7", "wechat"), "tap") == b"3"
    assert store.hget(key("o-7", "wechat"), "message") is None


def test_a_pushed_question_is_a_menu_and_a_tap_on_it_an_answer(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    store.set(key("o-13", "lock"), "somebody else", px=2000)
    asked = delivery(server.url, text_xml("o-13", "我想办居住证", 13), encrypted=True)
    assert asked.send().text == "success"
    assert until(lambda: [menu for menu in platform.menus if menu["touser"] == "o-13"])
    (menu,) = [menu["msgmenu"] for menu in platform.menus if menu["touser"] == "o-13"]
    first = menu["list"][0]
    assert first["content"].startswith("1. ") and first["content"] in menu["head_content"]
    tap = text_xml("o-13", first["content"], 14, bizmsgmenuid=first["id"])
    tapped = delivery(server.url, tap, encrypted=True)
    pushed = len(platform.sent)
    at_once = tapped.text_of(tapped.send())
    # A machine that stood still for longer than the platform waits is answered by a push.
    assert at_once or until(lambda: "o-13" in dict(platform.sent[pushed:]))
    answer = at_once or dict(platform.sent[pushed:])["o-13"]
    assert "居住证" in answer
    assert until(lambda: store.hget(key("o-13", "wechat"), "tap") == b"3")


def test_a_choice_works_by_number_by_words_and_by_its_link(server: Server) -> None:
    answers = set()
    for number, openid in enumerate(("o-20", "o-21", "o-22"), 20):
        asked = delivery(server.url, text_xml(openid, "我想办居住证", number), encrypted=True)
        text = asked.text_of(asked.send())
        link = re.search(r'msgmenucontent=([^&"]*)&msgmenuid=2">([^<]*)<', text)
        assert link is not None
        said = {20: "2", 21: link[2], 22: unquote(link[1])}[number]
        chosen = delivery(server.url, text_xml(openid, said, number + 10), encrypted=True)
        answers.add(chosen.text_of(chosen.send()))
    assert len(answers) == 1


def test_a_scanned_code_takes_over_what_was_begun_on_the_web(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as web:
        begun = web.post("/api/messages", json={"text": "我想办居住证"}).json()
        mine = {"conversation": begun["conversation"]}
        given = web.post("/api/messages", json={"text": "给我续办码", **mine}).json()
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", given["messages"][0]["text"])
    assert code is not None
    scan = message_xml("o-23", "event", Event="SCAN", EventKey=f"code:{code[0]}", created=123)
    scanned = delivery(server.url, scan, encrypted=True)
    text = scanned.text_of(scanned.send())
    assert "续办码对上了" in text
    assert "您是深圳户口吗" in text


@pytest.mark.parametrize(
    ("openid", "fields", "says"),
    [
        ("o-24", {"Event": "subscribe", "EventKey": "qrscene_service:residence-permit-apply"},
         "居住证申领"),
        ("o-25", {"Event": "subscribe", "EventKey": ""}, "办事助手"),
        ("o-26", {"Event": "CLICK", "EventKey": "theme:教育"}, "中小学生转学"),
        ("o-27", {"Event": "CLICK", "EventKey": "say:说简单点"}, "您回数字就行"),
    ],
)  # fmt: skip
def test_an_event_is_answered(
    server: Server, openid: str, fields: dict[str, str], says: str
) -> None:
    sent = delivery(server.url, message_xml(openid, "event", **fields), encrypted=True)
    assert says in sent.text_of(sent.send())


def test_a_number_after_a_theme_means_a_service_of_it(server: Server, catalog: Catalog) -> None:
    """Whatever was asked before, and for every theme: the model has to understand the words."""
    begun = delivery(server.url, text_xml("o-60", "身份证丢了", 60), encrypted=True)
    assert "1. <a " in begun.text_of(begun.send())
    count = Counter(service.theme for service in catalog.services.values())
    for number, theme in enumerate((theme for theme in count if count[theme] > 1), 3000):
        tap = message_xml("o-60", "event", Event="CLICK", EventKey=f"theme:{theme}", created=number)
        listed = delivery(server.url, tap, encrypted=True)
        shown = re.sub("<[^>]*>", "", listed.text_of(listed.send()))
        assert shown.startswith(f"“{theme}”的事项有"), shown
        second = shown.split("\n2. ")[1].split("\n")[0]
        chosen = delivery(server.url, text_xml("o-60", "2", number), encrypted=True)
        assert f"【{second}】" in chosen.text_of(chosen.send())


def test_a_number_that_is_not_there_is_said_to_be_none(server: Server) -> None:
    begun = delivery(server.url, text_xml("o-62", "我想办居住证", 62), encrypted=True)
    assert "3. <a " in begun.text_of(begun.send())
    wrong = delivery(server.url, text_xml("o-62", "9", 63), encrypted=True)
    assert wrong.text_of(wrong.send()).startswith("这里没有第 9 项，能回复的数字是 1 到 3。")


@pytest.mark.parametrize("text", ["[微笑]", "/:smile", "😀"])
def test_a_face_is_answered_kindly(server: Server, text: str) -> None:
    said = delivery(server.url, text_xml(f"o-61{text}", text, 61), encrypted=True)
    assert said.text_of(said.send()) == words.JUST_A_FACE


def test_a_place_is_a_district_for_what_is_asked_next(server: Server) -> None:
    place = {"Location_X": "22.5", "Location_Y": "113.9", "Label": "深圳市南山区某路 1 号"}
    sent = delivery(
        server.url, message_xml("o-28", "location", MsgId="28", **place), encrypted=True
    )
    assert "南山区" in sent.text_of(sent.send())


def test_forgetting_a_person_deletes_how_they_are_reached(
    server: Server, store: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = delivery(server.url, text_xml("o-29", "办居住证要多少钱", 29), encrypted=True)
    asked.send()
    assert store.hget(key("o-29", "wechat"), "openid") is not None
    monkeypatch.setenv("REDIS_URL", redis_url)
    done = CliRunner().invoke(app, ["privacy", "forget", accounts.conversation("o-29")])
    assert done.exit_code == 0, done.output
    left = accounts.conversation("o-29").encode()
    assert [name for name in store.scan_iter(count=1000) if left in name] == []


def everything(store: redis.Redis) -> str:
    """All keys and values of Redis, unpacked: a dump would hide repetitions by compression."""
    read = {
        b"string": store.get, b"hash": store.hgetall, b"stream": store.xrange,
        b"set": store.smembers, b"list": lambda name: store.lrange(name, 0, -1),
        b"zset": lambda name: store.zrange(name, 0, -1),
    }  # fmt: skip
    return "\n".join(f"{name} {read[store.type(name)](name)}" for name in store.scan_iter())


def test_no_openid_stands_in_redis(server: Server, store: redis.Redis) -> None:
    openid = "oPenIdThatMustNotBeKept"
    store.set(key(openid, "lock"), "a slow turn elsewhere", px=2000)
    delivery(server.url, text_xml(openid, "你好", 8), encrypted=True).send()
    assert accounts.conversation(openid) in everything(store)
    assert openid not in everything(store)
    assert openid not in server.log.read_text("utf-8")


def test_no_token_stands_in_the_log(server: Server, platform: Platform, store: redis.Redis) -> None:
    store.set(key("o-30", "lock"), "a slow turn elsewhere", px=2000)
    delivery(server.url, text_xml("o-30", "你好", 30), encrypted=True).send()
    assert until(lambda: platform.texts_to("o-30"))
    assert platform.token
    assert platform.token not in server.log.read_text("utf-8")


def test_unsubscribing_deletes_what_was_kept(server: Server, store: redis.Redis) -> None:
    delivery(server.url, text_xml("o-9", "你好", 9), encrypted=True).send()
    gone = message_xml("o-9", "event", Event="unsubscribe", EventKey="", created=99)
    assert delivery(server.url, gone, encrypted=True).send().text == "success"
    assert not store.exists(key("o-9", "log"))


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo"])
def test_what_cannot_be_read_is_answered_kindly(server: Server, kind: str) -> None:
    sent = delivery(server.url, message_xml("o-10", kind, MediaId="m", MsgId="10"), encrypted=True)
    assert "文字" in sent.text_of(sent.send())


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"signature": "0" * 40}, 403, id="forged signature"),
        pytest.param({"msg_signature": "0" * 40}, 400, id="forged msg_signature"),
        pytest.param({"timestamp": "1"}, 403, id="old timestamp"),
        pytest.param({"timestamp": "١٢٣"}, 403, id="timestamp that is no number"),
    ],
)
def test_what_is_not_from_wechat_is_refused(
    server: Server, change: dict[str, str], status: int
) -> None:
    sent = delivery(server.url, text_xml("o-11", "你好", 11), encrypted=True)
    sent.params |= change
    assert sent.send().status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param("", 400, id="empty"),
        pytest.param("<xml><Encrypt></Encrypt></xml>", 400, id="nothing encrypted"),
        pytest.param("<xml><Encrypt>AAAA</Encrypt></xml>", 400, id="not a block"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>', 400, id="entity"),
        pytest.param("<xml>" + "a" * 70_000 + "</xml>", 413, id="too large"),
        pytest.param(text_xml("o-12", "你好", 12), 400, id="plain to an account in 安全模式"),
    ],
)
def test_bad_bodies_are_refused_in_one_line(server: Server, body: str, status: int) -> None:
    sent = delivery(server.url, text_xml("o-12", "你好", 12), encrypted=True)
    sent.body = body
    answer = sent.send()
    assert answer.status_code == status
    assert "\n" not in answer.text
