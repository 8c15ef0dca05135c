"""Publishing at a later time: by one process; what cannot be published is said, not retried."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import httpx
import pytest
import redis.asyncio

from bot.library import Library
from bot.runtime import Runtime
from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from bot.stores.schedule import Schedule, Scheduled
from connectors.console import due
from connectors.console.due import publish_due
from tests.connectors.console.conftest import SignIn
from tests.server import Server
from tests.waiting import until

DOGS = "dog-registration"
LATER = 3600.0


@pytest.fixture()
async def client(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    client = connect(redis_url)
    yield client
    await client.delete(keys.catalog("scheduled"), keys.catalog("scheduling"))
    await client.close()
    await client.connection_pool.disconnect()


async def test_what_is_due_and_cannot_be_published_is_said_once(
    client: redis.asyncio.Redis, assistant: Runtime
) -> None:
    waiting, book = Schedule(client), DeskStore(client, expiry_seconds=600)
    now = time.time()
    await waiting.add(Scheduled("20000101-gone", now - 1, "an"))
    await waiting.add(Scheduled("20000101-later", now + LATER, "an"))
    before = assistant.library.current()
    assert await publish_due(waiting, assistant, book) == 0
    gone, later = await waiting.all()
    assert "20000101-gone" in gone.failed
    assert (later.version, later.failed) == ("20000101-later", "")
    assert await publish_due(waiting, assistant, book) == 0
    assert assistant.library.current() == before


async def test_one_that_no_file_can_be_read_for_holds_up_no_other(
    client: redis.asyncio.Redis, assistant: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk."""

    def full(runtime: Runtime, name: str) -> None:
        raise OSError(28, "No space left on device", name)

    monkeypatch.setattr(due, "review", full)
    waiting, book = Schedule(client), DeskStore(client, expiry_seconds=600)
    for version in ("20000101-a", "20000101-b"):
        await waiting.add(Scheduled(version, time.time() - 1, "an"))
    assert await publish_due(waiting, assistant, book) == 0
    assert ["No space left" in entry.failed for entry in await waiting.all()] == [True, True]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_when_the_time_comes_the_next_question_is_answered_from_the_new_version(
    library: Library, pair: list[Server], sign_in: SignIn
) -> None:
    before = library.catalog()
    dog = before.services[DOGS]
    fees = (dog.fees[0].copy(update={"amount": 77.0, "note": "", "when": {}}),)
    few = {DOGS: dog.copy(update={"fees": fees})}
    version = library.keep(
        before.copy(update={"services": few, "life_events": {}}), by="test", note=""
    )
    editor = sign_in("editor")

    def schedule(at: datetime) -> httpx.Response:
        body = {"version": version, "at": at.isoformat(), "forced": True, "reason": "只剩一项"}
        return editor.post("/catalog/schedule", json=body)

    now = datetime.now(timezone.utc)
    assert schedule(now - timedelta(minutes=1)).status_code == 400
    schedule(now + timedelta(seconds=2)).raise_for_status()
    assert [waits["version"] for waits in editor.get("/catalog/schedule").json()] == [version]
    assert "77" not in fee(pair[0])
    assert until(lambda: all("77 元" in fee(server) for server in pair), seconds=200)
    assert editor.get("/catalog/schedule").json() == []
    record = editor.get("/catalog").json()["history"][0]
    assert (record["kind"], record["version"], record["forced"]) == ("publish", version, True)
    editor.post("/catalog/rollback", json={}).raise_for_status()


def fee(server: Server) -> str:
    asked = {"text": "养犬登记要多少钱"}
    said = httpx.post(f"{server.url}/api/messages", json=asked, timeout=60).json()["messages"]
    return "\n".join(message["text"] for message in said)


async def test_while_one_process_publishes_no_other_does(client: redis.asyncio.Redis) -> None:
    waiting = Schedule(client)
    token = await waiting.begin()
    assert token and await waiting.begin() == ""
    await waiting.end("of another")
    assert await waiting.begin() == ""
    await waiting.end(token)
    assert await waiting.begin()
