"""Three processes on one Redis: who gets a delivery, and who dies meanwhile, makes no difference."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import redis

from tests.connectors.wechat.accounts import all_pushed, key, lines
from tests.connectors.wechat.standin import Delivery, Platform, delivery, text_xml
from tests.server import Server, running
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
PATIENCE = 30.0
"""Nobody hangs up in these tests unless the process is gone."""


@pytest.fixture(scope="module")
def servers(
    account: dict[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Server]]:
    """Three processes of one account."""
    folder = tmp_path_factory.mktemp("wechat-processes")
    given = account | {
        "redis_url": redis_url, "turn_seconds": "2", "wechat_wait_seconds": "1.5",
        "person_per_minute": "0",
    }  # fmt: skip
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        begun = [running(folder, **given) for _ in range(3)]
        yield list(pool.map(stack.enter_context, begun))


def asked(openid: str, text: str, number: int) -> Delivery:
    return delivery("", text_xml(openid, text, number), encrypted=True)


def hold(store: redis.Redis, openid: str, seconds: float) -> None:
    """Keeps the conversation taken, as a slow turn elsewhere would."""
    store.set(key(openid, "lock"), "a slow turn elsewhere", px=int(seconds * 1000))


def test_three_deliveries_to_three_processes_are_one_turn_with_one_answer(
    servers: list[Server], store: redis.Redis
) -> None:
    message = asked("p-1", "办居住证要多少钱", 1)
    hold(store, "p-1", 0.5)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda server: message.send(base=server.url), servers))
    later = message.send(base=servers[1].url)
    bodies = {answer.content for answer in (*answers, later)}
    print(f"4 deliveries, 3 processes: {len(bodies)} reply, {lines(store, 'p-1')} lines")
    assert len(bodies) == 1
    assert "免费" in message.text_of(later)
    assert lines(store, "p-1") == 2


def test_messages_of_one_person_are_answered_in_the_order_they_came(
    servers: list[Server], store: redis.Redis
) -> None:
    said = ["你好", "办居住证要多少钱", "谢谢", "身份证丢了怎么办", "不清楚", "下一步"]
    hold(store, "p-2", 60)
    threads = []
    for number, text in enumerate(said, 1):
        message = asked("p-2", text, 20 + number)
        sending = threading.Thread(target=message.send, kwargs={"base": servers[number % 3].url})
        sending.start()
        threads.append(sending)
        assert until(lambda waiting=number: store.zcard(key("p-2", "order")) == waiting)
    store.delete(key("p-2", "lock"))
    for sending in threads:
        sending.join()
    assert until(lambda: lines(store, "p-2") >= 2 * len(said))
    log = [entry[b"m"].decode() for _, entry in store.xrange(key("p-2", "log"))]
    heard = [
        text for line in log for text in said if f'"text":"{text}"' in line and "citizen" in line
    ]
    assert heard == said


def test_a_push_of_a_killed_process_is_sent_by_another(
    servers: list[Server], platform: Platform, store: redis.Redis
) -> None:
    hold(store, "p-3", 3)
    message = asked("p-3", "办居住证要多少钱", 30)
    assert message.send(base=servers[0].url).text == "success"
    servers[0].kill()
    assert message.send(base=servers[1].url).text == "success"
    assert until(lambda: platform.texts_to("p-3"))
    assert all_pushed(store)
    assert [("免费" in text) for text in platform.texts_to("p-3")] == [True]
    assert lines(store, "p-3") == 2


def test_a_process_killed_between_receiving_and_replying_loses_and_doubles_nothing(
    servers: list[Server], platform: Platform, store: redis.Redis
) -> None:
    people = [f"p-kill-{number}" for number in range(40)]
    messages = {
        openid: asked(openid, "办居住证要多少钱", 100 + number)
        for number, openid in enumerate(people)
    }
    victim, other = servers[1], servers[2]
    answers: dict[str, list[httpx.Response | None]] = {}

    def insist(openid: str) -> None:
        bases = (victim.url, other.url, other.url)
        answers[openid] = messages[openid].insist(*bases, patience=PATIENCE)

    with ThreadPoolExecutor(len(people)) as pool:
        done = [pool.submit(insist, openid) for openid in people]
        assert until(lambda: sum(lines(store, openid) > 0 for openid in people) >= 5)
        victim.kill()
        for future in done:
            future.result()
    passive = {
        openid: [messages[openid].text_of(answer) for answer in given if answer is not None]
        for openid, given in answers.items()
    }
    assert until(
        lambda: all(any(passive[openid]) or platform.texts_to(openid) for openid in people)
    )
    assert all_pushed(store)
    reached = Counter(
        sum(map(bool, passive[openid])) + len(platform.texts_to(openid)) for openid in people
    )
    turns = Counter(lines(store, openid) / 2 for openid in people)
    cut = sum(given[0] is None for given in answers.values())
    pushed = sum(len(platform.texts_to(openid)) for openid in people)
    print(
        f"{len(people)} people, process killed: {cut} connections cut, {pushed} answers pushed; "
        f"answers a person: {dict(reached)}; turns a person: {dict(turns)}"
    )
    assert cut > 0
    assert reached == {1: len(people)}
    assert turns == {1: len(people)}
