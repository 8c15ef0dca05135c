"""Places in the queue of a conversation."""

from __future__ import annotations

import asyncio
import secrets

import pytest
import redis.asyncio

from bot.stores import keys, places
from bot.stores.connect import connect
from bot.stores.places import Places
from tests.faults.lost_replies import lossy_way

pytestmark = pytest.mark.redis


async def test_who_left_does_not_come_back_by_a_beat_under_way(
    client: redis.asyncio.Redis[bytes], redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "BEAT_SECONDS", 0.05)
    async with lossy_way(redis_url) as way:
        far, name = connect(way.url), secrets.token_hex(6)
        async with Places(far).first(name, "m1"):
            alive = str(int(places.ALIVE_SECONDS * 1000))
            way.hold(alive, seconds=0.3)
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        assert await client.zrange(keys.conversation(name, "order"), 0, -1) == []
        await far.close(close_connection_pool=True)


async def test_a_place_is_kept_while_it_beats_and_messages_go_in_order(
    client: redis.asyncio.Redis[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(places, "ALIVE_SECONDS", 0.3)
    queue, name, done = Places(client), secrets.token_hex(6), []

    async def says(message_id: str, seconds: float) -> None:
        async with queue.first(name, message_id):
            await asyncio.sleep(seconds)
            done.append(message_id)

    slow = asyncio.create_task(says("slow", 0.8))
    await asyncio.sleep(0.1)
    await asyncio.gather(slow, says("quick", 0))
    assert done == ["slow", "quick"]
