"""Notices reach the readers of a conversation, and processes without readers get none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis.asyncio

from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.news import News
from bot.stores.turns import Turns

pytestmark = pytest.mark.redis
SOON = 30.0


@pytest_asyncio.fixture
async def news(redis_url: str) -> AsyncIterator[News]:
    """A listening process."""
    other = connect(redis_url)
    made = News(other)
    made.start()
    yield made
    await made.stop()
    await other.close(close_connection_pool=True)


async def say(client: redis.asyncio.Redis[bytes], conversation: str) -> None:
    turns = Turns(client, hold_seconds=2, expiry_seconds=60)
    turn = await turns.open(conversation, wait=1)
    await turns.commit(turn, tracker="{}", reply={}, said=[{"from": "bot"}])


async def test_a_reader_is_woken_by_its_own_conversation_only(
    client: redis.asyncio.Redis[bytes], news: News
) -> None:
    async with news.reader("mine") as mine, news.reader("other") as other:
        await asyncio.wait_for(asyncio.gather(mine.wait(), other.wait()), SOON)
        mine.clear()
        other.clear()
        await say(client, "mine")
        await asyncio.wait_for(mine.wait(), SOON)
        assert not other.is_set()


async def test_what_nobody_here_reads_is_not_heard(
    client: redis.asyncio.Redis[bytes], news: News
) -> None:
    async with news.reader("read") as one, news.reader("read"):
        await asyncio.wait_for(one.wait(), SOON)
        assert await client.publish(keys.news("read"), "") == 1
        assert await client.publish(keys.news("unread"), "") == 0
    while await client.publish(keys.news("read"), ""):
        await asyncio.sleep(0.01)


async def test_readers_are_heard_again_after_the_connection_broke(
    client: redis.asyncio.Redis[bytes], news: News
) -> None:
    async with news.reader("broken") as event:
        await asyncio.wait_for(event.wait(), SOON)
        event.clear()
        await client.client_kill_filter(_type="pubsub")
        await asyncio.wait_for(event.wait(), SOON)
        event.clear()
        while not await client.publish(keys.news("broken"), ""):
            await asyncio.sleep(0.01)
        await asyncio.wait_for(event.wait(), SOON)
