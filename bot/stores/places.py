"""Places in the queue of one conversation: messages are answered in the order they arrived.

A place has to be kept alive; that of a process that died is passed over after seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import redis.asyncio

from bot.stores import keys
from bot.stores.together import Together

ALIVE_SECONDS = 3.0
BEAT_SECONDS = 1.0
POLL_SECONDS = 0.03
KEPT_SECONDS = 600

_ENTER = """
local now = tonumber(ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], now + tonumber(ARGV[3]))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  redis.call('ZADD', KEYS[1], redis.call('HINCRBY', KEYS[2], '#', 1), ARGV[1])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if tonumber(redis.call('HGET', KEYS[2], name) or '0') >= now then
    return name == ARGV[1] and 1 or 0
  end
  redis.call('ZREM', KEYS[1], name)
  redis.call('HDEL', KEYS[2], name)
end
return 1
"""


@dataclass
class Place:
    """One message's place; ``handed_on`` means that a push goes on holding it."""

    handed_on: bool = False


class Places:
    """Queues of conversations, shared by all processes."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._enter = client.register_script(_ENTER)
        self._together = Together(client)

    @contextlib.asynccontextmanager
    async def first(self, conversation: str, message_id: str) -> AsyncIterator[Place]:
        """Waits until every earlier message of this conversation is done."""
        while not await self._is_first(conversation, message_id):
            await asyncio.sleep(POLL_SECONDS)
        place, over = Place(), asyncio.Event()
        beat = asyncio.create_task(self._beat(conversation, message_id, over))
        try:
            yield place
        finally:
            over.set()
            # Not cancelled: a beat under way would still be carried out, and enter again.
            await asyncio.wait({beat})
            if not place.handed_on:
                await self._leave(conversation, message_id)

    async def _is_first(self, conversation: str, message_id: str) -> bool:
        args: list[str | int] = [
            message_id,
            int(time.time() * 1000),
            int(ALIVE_SECONDS * 1000),
            KEPT_SECONDS,
        ]
        return bool(await self._enter(keys=_names(conversation), args=args))

    async def _beat(self, conversation: str, message_id: str, over: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(over.wait(), BEAT_SECONDS)
                return
            with contextlib.suppress(redis.RedisError):
                await self._is_first(conversation, message_id)

    async def _leave(self, conversation: str, message_id: str) -> None:
        order, alive = _names(conversation)
        await self._together.run(("ZREM", order, message_id), ("HDEL", alive, message_id))


def _names(conversation: str) -> list[str]:
    return [keys.conversation(conversation, part) for part in ("order", "alive")]
