"""Messages answered already, so that a repeated delivery gets the same reply."""

from __future__ import annotations

import redis.asyncio

from bot.stores import keys

KEPT_SECONDS = 600
PENDING = b"?"


class SeenMessages:
    """Remembers message ids with the reply each got."""

    def __init__(self, client: redis.asyncio.Redis, *, pending_seconds: int) -> None:
        self._client = client
        self._pending = pending_seconds

    async def claim(self, conversation: str, message_id: str) -> bool:
        """True for the first delivery of a message; the caller must then answer it."""
        key = keys.seen(conversation, message_id)
        return bool(await self._client.set(key, PENDING, nx=True, ex=self._pending))

    async def reply(self, conversation: str, message_id: str) -> bytes | None:
        """The reply of an earlier delivery; None while it is still being made."""
        stored = await self._client.get(keys.seen(conversation, message_id))
        return None if stored in (None, PENDING) else stored

    async def keep(self, conversation: str, message_id: str, reply: str) -> None:
        """Remembers the reply."""
        await self._client.set(keys.seen(conversation, message_id), reply, ex=KEPT_SECONDS)

    async def release(self, conversation: str, message_id: str) -> None:
        """Gives the claim back, after the message could not be answered."""
        await self._client.delete(keys.seen(conversation, message_id))
