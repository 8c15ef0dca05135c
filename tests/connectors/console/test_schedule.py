"""Publishing at a later time: by one process, and what cannot be published is said, not retried."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from bot.runtime import Runtime
from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from bot.stores.schedule import Schedule, Scheduled
from connectors.console.due import publish_due

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


async def test_while_one_process_publishes_no_other_does(client: redis.asyncio.Redis) -> None:
    waiting = Schedule(client)
    token = await waiting.begin()
    assert token and await waiting.begin() == ""
    await waiting.end("of another")
    assert await waiting.begin() == ""
    await waiting.end(token)
    assert await waiting.begin()
