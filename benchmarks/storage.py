"""Conversations as they lie in Redis: copied, counted, multiplied."""

from __future__ import annotations

from typing import Any

import redis
import redis.asyncio

from bot.stores import keys

PARTS = ("state", "log")
BATCH = 2000


async def copy(client: redis.asyncio.Redis, source: str, target: str) -> None:
    """Gives one conversation a second name."""
    async with client.pipeline(transaction=False) as pipe:
        for part in PARTS:
            pipe.copy(keys.conversation(source, part), keys.conversation(target, part))
        await pipe.execute()


async def bytes_of(client: redis.asyncio.Redis, conversation: str) -> dict[str, int]:
    """Bytes of every key of a conversation (MEMORY USAGE, counting every entry)."""
    found = {}
    for part in PARTS:
        used = await client.memory_usage(keys.conversation(conversation, part), samples=0)
        found[part] = int(used or 0)
    return found


def multiply(client: redis.Redis, source: str, *, start: int, stop: int) -> None:
    """Fills the store with copies of one conversation, numbered from start to stop."""
    dumps: list[tuple[str, Any]] = [
        (part, client.dump(keys.conversation(source, part))) for part in PARTS
    ]
    for first in range(start, stop, BATCH):
        pipe = client.pipeline(transaction=False)
        for number in range(first, min(first + BATCH, stop)):
            for part, dump in dumps:
                pipe.restore(keys.conversation(f"stored-{number}", part), 0, dump)
        pipe.execute()
