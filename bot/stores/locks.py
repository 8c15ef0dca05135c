"""One answer at a time for each conversation, across processes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio

from bot.errors import BusyError
from bot.stores import keys

_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
POLL_SECONDS = 0.01


@asynccontextmanager
async def conversation_lock(
    client: redis.asyncio.Redis, conversation: str, *, hold: float, wait: float
) -> AsyncIterator[None]:
    """Holds the lock of a conversation; raises BusyError when it stays taken for ``wait`` seconds."""
    key = keys.conversation(conversation, "lock")
    token = secrets.token_hex(8)
    deadline = asyncio.get_running_loop().time() + wait
    while not await client.set(key, token, nx=True, px=int(hold * 1000)):
        if asyncio.get_running_loop().time() > deadline:
            raise BusyError("an earlier message of this conversation is still being answered")
        await asyncio.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        await client.eval(_RELEASE, 1, key, token)
