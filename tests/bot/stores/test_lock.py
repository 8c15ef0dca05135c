"""A key that one at a time has."""

from __future__ import annotations

import secrets

import pytest
import redis.asyncio

from bot.stores.connect import connect
from bot.stores.lock import Lock
from tests.faults.lost_replies import lossy_way

pytestmark = pytest.mark.redis


async def test_one_at_a_time_has_it_and_frees_no_other(
    client: redis.asyncio.Redis[bytes],
) -> None:
    lock, key = Lock(client), f"test:{secrets.token_hex(6)}"
    assert await lock.take(key, "a", seconds=9)
    assert not await lock.take(key, "b", seconds=9)
    await lock.free(key, "b")
    assert not await lock.take(key, "b", seconds=9)
    await lock.free(key, "a")
    assert await lock.take(key, "b", seconds=9)


async def test_who_took_it_and_was_not_told_has_it(redis_url: str) -> None:
    async with lossy_way(redis_url) as way:
        client = connect(way.url)
        await client.ping()
        way.lose()
        assert await Lock(client).take(f"test:{secrets.token_hex(6)}", "a", seconds=9)
        assert way.lost == 1
        await client.close(close_connection_pool=True)
