"""Short runs of the faults that `make chaos` does for minutes: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from connectors.serving import GRACE_SECONDS
from tests.connectors.wechat import accounts
from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.talkers import Crowd, Tally
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
PEOPLE = 6


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="module")
def server(
    store: RedisServer, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Two workers that share everything but the port with a second machine."""
    with running(
        tmp_path_factory.mktemp("serve"), redis_url=store.url,
        models_dir=str(own_model(root, tmp_path_factory.mktemp("models"))),
        workers="2", turn_seconds="2", person_per_minute="0", writes_per_minute="5",
        **accounts.plain("http://127.0.0.1:9"),
    ) as made:  # fmt: skip
        yield made


def own_model(root: Path, folder: Path) -> Path:
    """A copy of the newest model, so that training meanwhile changes nothing here."""
    newest = max((root / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    shutil.copy2(newest, folder)
    return folder


def workers(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


async def talk_while(
    server: Server, harm: Callable[[], None], *, messages: int = 12, wechat: str = ""
) -> Tally:
    """The crowd talks while ``harm()`` happens in a thread of its own."""
    crowd = Crowd(server.url, people=PEOPLE, wechat=wechat)
    talking = asyncio.create_task(crowd.talk(messages=messages))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(harm)
    tally = await talking
    print(json.dumps(tally.as_dict(), ensure_ascii=False))
    return tally


async def test_workers_killed_at_many_moments_lose_and_repeat_nothing(
    server: Server, store: RedisServer
) -> None:
    killed = 0

    def kill() -> None:
        nonlocal killed
        made = random.Random(11)
        for _ in range(40):
            if killed == 10:
                break
            with contextlib.suppress(IndexError, psutil.NoSuchProcess):
                made.choice(workers(server)).kill()
                killed += 1
            time.sleep(made.uniform(0.02, 0.7))

    tally = await talk_while(server, kill, messages=25, wechat=store.url)
    print(f"{killed} workers killed")
    assert (tally.answered, tally.broken()) == (PEOPLE * 25, 0)
    assert killed >= 10


async def test_a_rolling_restart_is_not_noticed(server: Server) -> None:
    for _ in range(100):
        # A worker killed just now may not have been replaced yet.
        if len(before := {worker.pid for worker in workers(server)}) == 2:
            break
        await asyncio.sleep(0.1)
    await talk_while(server, lambda: server.process.send_signal(signal.SIGHUP), messages=20)
    for _ in range(100):
        now = {worker.pid for worker in workers(server)}
        if not before & now and len(now) == len(before):
            break
        tally = await Crowd(server.url, people=PEOPLE).talk(messages=5)
        assert (tally.errors, tally.broken()) == ({}, 0)
    assert len(set(workers(server))) == len(before) == 2
    assert not before & {worker.pid for worker in workers(server)}


async def test_a_restarted_redis_loses_and_repeats_nothing(
    server: Server, store: RedisServer
) -> None:
    def restart() -> None:
        store.stop(signal.SIGKILL)
        time.sleep(1)
        store.start()

    tally = await talk_while(server, restart)
    assert (tally.answered, tally.broken()) == (PEOPLE * 12, 0)


async def test_without_redis_for_a_while_nothing_is_lost_or_repeated(
    server: Server, store: RedisServer
) -> None:
    """`make chaos` takes Redis away for 30 s."""

    def take_away() -> None:
        store.stop()
        time.sleep(4)
        store.start()

    tally = await talk_while(server, take_away)
    assert (tally.answered, tally.broken()) == (PEOPLE * 12, 0)


async def test_a_slow_redis_loses_and_repeats_nothing(server: Server, store: RedisServer) -> None:
    def slow() -> None:
        for seconds in (0.5, 1.0, 6.0):
            store.hang(seconds)
            time.sleep(0.2)

    tally = await talk_while(server, slow)
    assert (tally.answered, tally.broken()) == (PEOPLE * 12, 0)


async def test_a_full_disk_refuses_and_recovers(server: Server, store: RedisServer) -> None:
    def fill() -> None:
        body = {"text": "居住证"}
        with store.full_disk():
            for _ in range(100):
                answer = httpx.post(f"{server.url}/api/messages", json=body, timeout=20)
                if answer.status_code == 503:
                    break
                time.sleep(0.05)
            ready = httpx.get(f"{server.url}/readyz", timeout=20)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store")
        assert ready.status_code == 503

    tally = await talk_while(server, fill)
    assert (tally.answered, tally.broken()) == (PEOPLE * 12, 0)


async def test_a_full_redis_refuses_and_recovers(server: Server, store: RedisServer) -> None:
    def fill() -> None:
        with store.client() as client:
            client.config_set("maxmemory", "1")
            body = {"text": "居住证"}
            answer = httpx.post(f"{server.url}/api/messages", json=body, timeout=20)
            ready = httpx.get(f"{server.url}/readyz", timeout=20)
            client.config_set("maxmemory", "0")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store")
        assert ready.status_code == 503

    tally = await talk_while(server, fill)
    assert (tally.answered, tally.broken()) == (PEOPLE * 12, 0)


def test_without_redis_it_is_alive_and_not_ready(server: Server, store: RedisServer) -> None:
    store.stop()
    try:
        assert httpx.get(f"{server.url}/livez").status_code == 200
        assert httpx.get(f"{server.url}/readyz", timeout=20).status_code == 503
    finally:
        store.start()
    assert httpx.get(f"{server.url}/readyz", timeout=20).status_code == 200


async def test_the_same_message_sent_forty_times_is_answered_once(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        begun = (await http.post("/api/messages", json={"text": "你好"})).json()
        body = {"text": "居住证", "conversation": begun["conversation"], "message_id": "m-1"}
        answers = await asyncio.gather(*(http.post("/api/messages", json=body) for _ in range(40)))
        log = await http.get("/api/messages", params={"conversation": begun["conversation"]})
    assert len({answer.text for answer in answers}) == 1
    assert [e.get("message_id") for e in log.json()["messages"]].count("m-1") == 1


@pytest.mark.parametrize("size", [0, 1, 255, 2000, 2001, 8193, 65_000, 66_000, 5_000_000])
def test_a_message_of_every_size_gets_a_clear_answer(server: Server, size: int) -> None:
    answer = httpx.post(f"{server.url}/api/messages", json={"text": "a" * size}, timeout=20)
    expected = 200 if 1 <= size <= 2000 else 400 if size < 65_000 else 413
    assert answer.status_code == (400 if size == 65_000 else expected)
    if expected != 200:
        assert answer.json()["error"]["message"]


async def test_slow_and_idle_clients_hold_nobody_up(server: Server) -> None:
    begun = httpx.post(f"{server.url}/api/messages", json={"text": "你好"}, timeout=20).json()
    path = f"/api/events?conversation={begun['conversation']}"
    idle = [_request(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(300)]
    slow = [
        _request(server, "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
        for _ in range(40)
    ]
    tally = await Crowd(server.url, people=PEOPLE).talk(messages=5)
    for connection in (*idle, *slow):
        connection.close()
    assert (tally.answered, tally.errors, tally.broken()) == (PEOPLE * 5, {}, 0)


def test_one_address_that_asks_too_often_is_told_so(server: Server) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7"}
    answers = [
        httpx.post(f"{server.url}/api/messages", json={"text": "你好"}, headers=headers, timeout=20)
        for _ in range(12)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["error"]["code"] == "too_often"
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60


def test_streams_end_when_the_server_stops(server: Server) -> None:
    """By themselves, before the grace is over and they are cut. The last test of this server."""
    begun = httpx.post(f"{server.url}/api/messages", json={"text": "你好"}, timeout=20).json()
    path = f"/api/events?conversation={begun['conversation']}"
    stream = _request(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
    stream.recv(100)
    server.process.terminate()
    assert server.process.wait(GRACE_SECONDS - 1) in (0, -signal.SIGTERM)
    stream.close()


def _request(server: Server, text: str) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    made = socket.create_connection((host, int(port)), timeout=20)
    made.sendall(text.encode())
    return made
