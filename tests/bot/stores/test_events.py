"""Events are written together a moment later, none twice and none of a forgotten conversation."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import pytest
import redis.asyncio

from bot.stores import events as stored
from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.events import EventStore
from bot.stores.personal import PersonalData
from bot.stores.turns import Turns
from tests.faults.redis_server import redis_server

pytestmark = pytest.mark.redis


async def _said(client: redis.asyncio.Redis[bytes], name: str) -> None:
    turns = Turns(client, hold_seconds=5, expiry_seconds=600)
    turn = await turns.open(name, wait=2)
    await turns.commit(turn, tracker="{}", reply={}, said=[{"from": "citizen", "text": "x"}])


async def _texts(events: EventStore, name: str) -> list[str]:
    return [e["text"] for e in await events.read(days=1) if e["conversation"] == name]


async def test_noted_events_are_read_at_once_here_and_soon_elsewhere(
    client: redis.asyncio.Redis[bytes],
) -> None:
    here, elsewhere = EventStore(client, days=1), EventStore(client, days=1)
    name, other = secrets.token_hex(6), secrets.token_hex(6)
    for conversation in (name, other):
        await _said(client, conversation)
    for text in ("一", "二"):
        here.note({"conversation": name, "text": text})
    assert await _texts(here, name) == ["一", "二"]
    assert await client.llen(keys.conversation(name, "events")) == 2
    here.note({"conversation": other, "text": "三"})
    while not await _texts(elsewhere, other):
        await asyncio.sleep(0.01)
    assert await _texts(elsewhere, other) == ["三"]


async def test_an_event_of_a_conversation_forgotten_meanwhile_goes(
    client: redis.asyncio.Redis[bytes],
) -> None:
    events, name = EventStore(client, days=1), secrets.token_hex(6)
    await _said(client, name)
    events.note({"conversation": name, "text": "一"})
    await PersonalData(client).forget(name)
    events.note({"conversation": name, "text": "二"})
    assert await _texts(events, name) == []
    assert await _texts(EventStore(client, days=1), name) == []
    assert [key async for key in client.scan_iter(f"{keys.PREFIX}:conv:{{{name}}}:*")] == []


async def test_one_that_cannot_be_written_repeats_no_other_and_stops_no_reader(
    client: redis.asyncio.Redis[bytes],
) -> None:
    events, good, bad = EventStore(client, days=1), secrets.token_hex(6), secrets.token_hex(6)
    for conversation in (good, bad):
        await _said(client, conversation)
        events.note({"conversation": conversation, "text": "一"})
    in_the_way = keys.conversation(bad, "events")
    await client.set(in_the_way, "no list")
    with pytest.raises(redis.ResponseError):
        await events.flush()
    assert await _texts(events, good) == await _texts(events, bad) == ["一"]
    await client.delete(in_the_way)
    await events.flush()
    owned = [await client.llen(keys.conversation(name, "events")) for name in (good, bad)]
    assert owned == [1, 1]


async def test_events_wait_while_redis_is_away(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        events, name = EventStore(client, days=1), secrets.token_hex(6)
        await _said(client, name)
        server.stop()
        events.note({"conversation": name, "text": "一"})
        with pytest.raises(redis.RedisError):
            await events.flush()
        events.note({"conversation": name, "text": "二"})
        server.start()
        assert await _texts(events, name) == ["一", "二"]
        assert await client.llen(keys.conversation(name, "events")) == 2
        await client.close(close_connection_pool=True)


async def test_a_span_has_all_its_events(
    client: redis.asyncio.Redis[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "PAGE", 3)
    events, name = EventStore(client, days=1), secrets.token_hex(6)
    await _said(client, name)
    texts = [str(number) for number in range(7)]
    for text in texts:
        events.note({"conversation": name, "text": text})
    assert await _texts(events, name) == texts
