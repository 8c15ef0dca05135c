"""Everything kept of one conversation: shown to, and deleted for, the person it belongs to.

No key is searched for: the parts of a conversation are known, and the replies kept by message
id are found by the ids in its log. What only lives for minutes (bot/stores/keys.py) is left to
its expiry.
"""

from __future__ import annotations

from typing import Any

import redis.asyncio

from bot.stores import keys
from bot.stores.conversations import ConversationLog, Entry

PARTS = ("state", "log", "lock", "code", "tries", "notes", "wechat", "rest", "late",
         "told")  # fmt: skip
LONGEST_LOG = 10_000


class PersonalData:
    """Shows and deletes the keys of a conversation."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._log = ConversationLog(client)

    async def show(self, conversation: str) -> dict[str, Any]:
        """What was said, what is remembered, and in how many days each goes by itself."""
        entries = await self._log.read(conversation, limit=LONGEST_LOG)
        kept = {}
        for part in PARTS:
            seconds = int(await self._client.ttl(keys.conversation(conversation, part)))
            if seconds != -2:
                kept[part] = {"days_left": round(seconds / 86400, 2) if seconds >= 0 else None}
        said = [{"seq": e.seq, "from": e.sender, "text": e.message.get("text")} for e in entries]
        return {"conversation": conversation, "kept": kept, "said": said}

    async def forget(self, conversation: str) -> int:
        """Deletes everything of the conversation; gives how many keys there were."""
        entries = await self._log.read(conversation, limit=LONGEST_LOG)
        names = [keys.conversation(conversation, part) for part in PARTS]
        names += _replies(conversation, entries)
        code = await self._client.get(keys.conversation(conversation, "code"))
        if code:
            await self._client.delete(keys.continuation(code.decode()))
        await self._client.zrem(keys.DESK, conversation)
        return int(await self._client.delete(*names))


def _replies(conversation: str, entries: list[Entry]) -> list[str]:
    ids = {entry.message.get("message_id") for entry in entries}
    return [keys.seen(conversation, name) for name in sorted(filter(None, ids))]
