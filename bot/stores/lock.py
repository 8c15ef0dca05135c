"""A key that one at a time has, under a token of its own."""

from __future__ import annotations

import redis.asyncio

_FREE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


class Lock:
    """Takes and frees keys; who was killed has one no longer than its seconds."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._free = client.register_script(_FREE)

    async def take(self, key: str, token: str, *, seconds: int) -> bool:
        """True for one at a time."""
        if await self._client.set(key, token, nx=True, ex=seconds):
            return True
        # The reply to the first of two sendings may have been lost.
        return bool(await self._client.get(key) == token.encode())

    async def free(self, key: str, token: str) -> None:
        """Lets others have it; what somebody else took meanwhile stays."""
        await self._free(keys=[key], args=[token])
