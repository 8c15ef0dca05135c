"""What was said in each conversation: an append-only stream with sequence numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis.asyncio

from bot.stores import keys

KEPT_MESSAGES = 2000
"""Messages of one conversation kept for replay; older ones are trimmed."""

_APPEND = """
local first = redis.call('HINCRBY', KEYS[1], 'seq', #ARGV - 3) - (#ARGV - 3)
for i = 4, #ARGV do
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], (first + i - 3) .. '-0', 'm', ARGV[i])
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], KEYS[2])
return first + 1
"""


@dataclass(frozen=True)
class Entry:
    """One line of a conversation: who said it, and the message as JSON."""

    seq: int
    sender: str
    message: dict[str, Any]


class ConversationLog:
    """Appends to and reads the streams of conversations."""

    def __init__(self, client: redis.asyncio.Redis, *, expiry_seconds: int) -> None:
        self._client = client
        self._expiry = expiry_seconds
        self._append = client.register_script(_APPEND)

    async def append(self, conversation: str, entries: Sequence[tuple[str, dict[str, Any]]]) -> int:
        """Adds (sender, message) pairs in order; gives the sequence number of the first."""
        lines = [
            json.dumps({"from": sender, **message}, ensure_ascii=False) for sender, message in entries
        ]
        first = await self._append(
            keys=[keys.conversation(conversation, "state"), keys.conversation(conversation, "log")],
            args=[self._expiry, KEPT_MESSAGES, keys.NEWS, *lines],
        )
        return int(first)

    async def read(self, conversation: str, *, after: int = 0, limit: int = 200) -> list[Entry]:
        """The messages after a sequence number, oldest first."""
        found = await self._client.xrange(
            keys.conversation(conversation, "log"), min=f"({after}-18446744073709551615", count=limit
        )
        entries = []
        for stream_id, fields in found:
            message = json.loads(fields[b"m"])
            entries.append(Entry(int(stream_id.split(b"-")[0]), message.pop("from"), message))
        return entries

    async def delete(self, conversation: str) -> None:
        """Deletes state and log of one conversation."""
        await self._client.delete(
            keys.conversation(conversation, "state"), keys.conversation(conversation, "log")
        )

    async def exists(self, conversation: str) -> bool:
        """True where anything was said in this conversation."""
        return bool(await self._client.exists(keys.conversation(conversation, "log")))
