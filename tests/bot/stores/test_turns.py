"""Opening a turn counts the messages of a minute, whichever process takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.errors import BusyError, OftenError
from bot.stores.connect import connect
from bot.stores.personal import PersonalData
from bot.stores.turns import Turns, Writer

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
