"""What was said in each conversation: an append-only stream with sequence numbers.

Turns write it (bot/stores/turns.py); this reads it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import redis.asyncio

from bot.stores import keys


@dataclass(frozen=True)
class Entry:
    """One line of a conversation: who said it, and the message as JSON."""

    seq: int
    sender: str
    message: dict[str, Any]


class ConversationLog:
    """Reads the streams of conversations."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client

    async def read(self, conversation: str, *, after: int = 0, limit: int = 200) -> list[Entry]:
        """The messages after a sequence number, oldest first."""
        found = await self._client.xrange(
            keys.conversation(conversation, "log"),
            min=f"({after}-18446744073709551615",
            count=limit,
        )
        return [_entry(*line) for line in found]

    async def newest(self, conversation: str, *, limit: int = 200) -> list[Entry]:
        """The last messages, oldest first."""
        key = keys.conversation(conversation, "log")
        found = await self._client.xrevrange(key, count=limit)
        return [_entry(*line) for line in reversed(found)]

    async def exists(self, conversation: str) -> bool:
        """True where anything was said in this conversation."""
        return bool(await self._client.exists(keys.conversation(conversation, "log")))


def _entry(stream_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    message = json.loads(fields[b"m"])
    return Entry(int(stream_id.split(b"-")[0]), message.pop("from"), message)
