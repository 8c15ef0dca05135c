"""Opening a turn counts the messages of a minute, whichever process takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.errors import BusyError, OftenError
from bot.stores.connect import connect
from bot.stores.conversations import ConversationLog
from bot.stores.personal import PersonalData
from bot.stores.turns import Turns, Writer
from tests.faults.lost_replies import lossy_way

pytestmark = pytest.mark.redis


@pytest_asyncio.fixture
async def turns(redis_url: str) -> AsyncIterator[Turns]:
    """Turns in the real store."""
    client = connect(redis_url)
    yield Turns(client, hold_seconds=2, expiry_seconds=60)
    await client.flushdb()
    await client.close(close_connection_pool=True)


async def test_one_too_many_is_refused_and_leaves_the_conversation_free(turns: Turns) -> None:
    for _ in range(2):
        await turns.release(await turns.open("often", wait=1, writer=Writer(2)))
    with pytest.raises(OftenError):
        await turns.open("often", wait=1, writer=Writer(2))
    await turns.release(await turns.open("often", wait=1))


async def test_a_message_that_waits_is_counted_once(turns: Turns) -> None:
    first = await turns.open("waits", wait=1, writer=Writer(2))
    with pytest.raises(BusyError):
        await turns.open("waits", wait=0.2, writer=Writer(2))
    await turns.release(first)
    with pytest.raises(OftenError):
        await turns.open("waits", wait=1, writer=Writer(2))


async def test_the_count_goes_with_the_conversation(turns: Turns, redis_url: str) -> None:
    client = connect(redis_url)
    await turns.release(await turns.open("gone", wait=1, writer=Writer(1)))
    await PersonalData(client).forget("gone")
    assert [key async for key in client.scan_iter("*gone*")] == []
    await client.close(close_connection_pool=True)


async def test_a_turn_committed_without_being_told_is_committed_once(redis_url: str) -> None:
    async with lossy_way(redis_url) as way:
        client = connect(way.url)
        turns = Turns(client, hold_seconds=2, expiry_seconds=60)
        for _ in range(2):
            turn = await turns.open("unheard", wait=1)
            way.lose()
            assert await turns.commit(turn, tracker="{}", reply={}, said=[{"from": "citizen"}])
        assert [entry.seq for entry in await ConversationLog(client).read("unheard")] == [1, 2]
        assert way.lost == 2
        await client.flushdb()
        await client.close(close_connection_pool=True)


async def test_a_turn_that_was_too_slow_is_not_committed(turns: Turns) -> None:
    slow = await turns.open("slow", wait=1)
    await turns.release(slow)
    quick = await turns.open("slow", wait=1)
    assert await turns.commit(quick, tracker="{}", reply={}, said=[])
    assert not await turns.commit(slow, tracker="{}", reply={}, said=[])
