"""Handles are the same everywhere and for ever, and nothing else opens."""

from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from bot.errors import HandoffError
from bot.stores.handles import handles

pytestmark = pytest.mark.redis


async def test_all_processes_draw_one_key(client: redis.asyncio.Redis) -> None:
    await client.delete("banshi:staff:handles")
    several = await asyncio.gather(*(handles(client) for _ in range(8)))
    (named,) = {one.of("abc") for one in several}
    assert several[0].conversation(named) == "abc"
    assert several[0].of("") == ""
    assert several[0].of("abd") not in ("abd", named)


@pytest.mark.parametrize("given", ["", "abc", "AAAA", "é", "\ud800", "A" * 200])
async def test_what_was_not_sealed_opens_nothing(client: redis.asyncio.Redis, given: str) -> None:
    with pytest.raises(HandoffError):
        (await handles(client)).conversation(given)
