"""How far staff's lines have been sent to people on WeChat."""

from __future__ import annotations

from collections.abc import AsyncIterator

import redis.asyncio

from bot.stores import keys
from bot.stores.conversations import ConversationLog
from bot.stores.lock import Lock

TELLING_SECONDS = 30


class Told:
    """One process at a time sends the lines of a conversation; all see how far it came."""

    def __init__(self, client: redis.asyncio.Redis[bytes], *, expiry_seconds: int) -> None:
        self._client = client
        self._expiry = expiry_seconds
        self._lock = Lock(client)

    async def changed(self) -> AsyncIterator[str]:
        """Conversations in which something was said, as it happens; empty every second."""
        async with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.psubscribe(keys.news("*"))
            while True:
                message = await pubsub.get_message(timeout=1.0)
                yield message["channel"].decode().removeprefix(keys.news("")) if message else ""

    async def watch(self, conversation: str) -> None:
        """Staff have this conversation, or somebody waits for them."""
        await self._client.sadd(keys.WECHAT_STAFFED, conversation)

    async def unwatch(self, conversation: str) -> None:
        """Staff are done, and everything they said was sent."""
        await self._client.srem(keys.WECHAT_STAFFED, conversation)

    async def watched(self) -> tuple[str, ...]:
        """The conversations to look after."""
        found = await self._client.smembers(keys.WECHAT_STAFFED)
        return tuple(name.decode() for name in found)

    async def desk(self, conversation: str) -> str:
        """Who has the conversation; empty is the assistant."""
        found = await self._client.hget(keys.conversation(conversation, "state"), "desk")
        return found.decode() if found else ""

    async def upto(self, conversation: str) -> int:
        """The sequence number of the last line sent."""
        return int(await self._client.get(keys.conversation(conversation, "told")) or 0)

    async def set_upto(self, conversation: str, seq: int) -> None:
        """Everything up to this line was sent."""
        await self._client.set(keys.conversation(conversation, "told"), seq, ex=self._expiry)

    async def parts(self, conversation: str, seq: int) -> int:
        """How many messages of this line were sent, where it is too long for one."""
        found = await self._client.get(keys.conversation(conversation, "told-parts"))
        line, _, parts = (found or b"").decode().partition(":")
        return int(parts) if line == str(seq) else 0

    async def set_parts(self, conversation: str, seq: int, parts: int) -> None:
        """So many messages of this line were sent."""
        key = keys.conversation(conversation, "told-parts")
        await self._client.set(key, f"{seq}:{parts}", ex=self._expiry)

    async def unsent(self, conversation: str, log: ConversationLog) -> int:
        """How many lines of staff the person has not got yet."""
        entries = await log.read(conversation, after=await self.upto(conversation))
        return sum(entry.sender == "staff" for entry in entries)

    async def begin(self, conversation: str, who: str) -> bool:
        """True for one process at a time."""
        key = keys.conversation(conversation, "telling")
        return await self._lock.take(key, who, seconds=TELLING_SECONDS)

    async def end(self, conversation: str, who: str) -> None:
        """Lets others go on; what another process began meanwhile stays."""
        await self._lock.free(keys.conversation(conversation, "telling"), who)
