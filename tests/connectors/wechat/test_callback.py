"""The WeChat callback of a running server, driven by a stand-in of the platform."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import redis

from bot.stores import keys
from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.accounts import key, lines, until
from tests.connectors.wechat.standin import Platform, delivery, message_xml, text_xml
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with standin.platform() as state:
        yield state


@pytest.fixture(scope="module")
def server(
    platform: Platform, redis_url: str, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A verified account in 安全模式."""
    given = accounts.verified(platform.url) | {
        "redis_url": redis_url, "data_dir": str(root / "var"), "wechat_wait_seconds": "1.0",
    }  # fmt: skip
    with running(tmp_path_factory.mktemp("wechat"), **given) as made:
        yield made


@pytest.fixture()
def store(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


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
    until(lambda: platform.texts_to("o-5"))
    time.sleep(1)
    assert len(platform.texts_to("o-5")) == 1
    assert "免费" in platform.texts_to("o-5")[0]


def test_a_refused_token_is_fetched_again_once(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    store.set(keys.WECHAT_TOKEN, "stale")
    store.set(key("o-6", "lock"), "somebody else", px=2000)
    before = platform.tokens
    delivery(server.url, text_xml("o-6", "你好", 6), encrypted=True).send()
    until(lambda: platform.texts_to("o-6"))
    assert len(platform.texts_to("o-6")) == 1
    assert platform.tokens == before + 1


def test_the_quota_of_a_menu_tap_is_kept(
    server: Server, platform: Platform, store: redis.Redis
) -> None:
    tap = message_xml("o-7", "event", Event="CLICK", EventKey="theme:出入境", created=77)
    delivery(server.url, tap, encrypted=True).send()
    assert store.hget(key("o-7", "wechat"), "tap") == b"3"
    assert store.hget(key("o-7", "wechat"), "message") is None


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
