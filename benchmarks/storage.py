"""Conversations as they lie in Redis: copied, counted, multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import redis
import redis.asyncio

from bot.stores import keys

PARTS = ("state", "log")
BATCH = 2000

# Inside Redis, since a million commands sent one by one take longer than all that is measured.
_RESTORE = """
for number = tonumber(ARGV[4]), tonumber(ARGV[5]) do
  redis.call('RESTORE', ARGV[2] .. number .. ARGV[3], 0, ARGV[1])
end
"""


async def copy(client: redis.asyncio.Redis, source: str, target: str) -> None:
    """Gives one conversation a second name."""
    async with client.pipeline(transaction=False) as pipe:
        for part in PARTS:
            pipe.copy(keys.conversation(source, part), keys.conversation(target, part))
        await pipe.execute()


async def remove(client: redis.asyncio.Redis, conversations: Sequence[str]) -> None:
    """Drops copies without reading them; forgetting a person decodes the whole log."""
    await client.unlink(*(keys.conversation(one, part) for one in conversations for part in PARTS))


async def bytes_of(client: redis.asyncio.Redis, conversation: str) -> dict[str, int]:
    """Bytes of every key of a conversation (MEMORY USAGE, counting every entry)."""
    found = {}
    for part in PARTS:
        used = await client.memory_usage(keys.conversation(conversation, part), samples=0)
        found[part] = int(used or 0)
    return found


def multiply(client: redis.Redis, source: str, *, start: int, stop: int) -> None:
    """Fills the store with copies of one conversation, numbered from start to stop."""
    restore = client.register_script(_RESTORE)
    for part in PARTS:
        dump: Any = client.dump(keys.conversation(source, part))
        before, after = keys.conversation("stored-*", part).split("*")
        for first in range(start, stop, BATCH):
            restore(args=[dump, before, after, first, min(first + BATCH, stop) - 1])
