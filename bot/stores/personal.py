"""Everything kept of one conversation: shown to, and deleted for, the person it belongs to.

No key is searched for: the parts of a conversation are known, and the replies kept by message
id are found by the ids in its log.
"""

from __future__ import annotations

from typing import Any

import redis.asyncio

from bot.stores import keys
from bot.stores.conversations import ConversationLog, Entry
from bot.stores.feedback import FeedbackStream
from bot.stores.wechat import PARTS as WECHAT_PARTS
from bot.stores.wechat import of_message

PARTS = (
    "state", "log", "lock", "rate", "code", "damaged", "notes", "steps", "events", "feedback", "tickets", "receipts",
    *WECHAT_PARTS,
)  # fmt: skip
STREAMS = (("events", keys.EVENTS), ("feedback", keys.FEEDBACK))
"""Lists of what a conversation has in streams that all write to."""

LONGEST_LOG = 10_000
BATCH = 1000


class PersonalData:
    """Shows and deletes the keys of a conversation."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._log = ConversationLog(client)
        self._feedback = FeedbackStream(client)

    async def show(self, conversation: str) -> dict[str, Any]:
        """What was said, what is remembered, and in how many days each goes by itself."""
        entries = await self._log.read(conversation, limit=LONGEST_LOG)
        kept = {}
        for part in PARTS:
            seconds = int(await self._client.ttl(keys.conversation(conversation, part)))
            if seconds != -2:
                kept[part] = {"days_left": round(seconds / 86400, 2) if seconds >= 0 else None}
        said = [{"seq": e.seq, "from": e.sender, "text": e.message.get("text")} for e in entries]
        tickets = sorted(await self._tickets(conversation))
        events = int(await self._client.llen(keys.conversation(conversation, "events")))
        feedback = await self._feedback.of(conversation)
        return {"conversation": conversation, "kept": kept, "said": said, "tickets": tickets,
                "events": events, "feedback": feedback}  # fmt: skip

    async def forget(self, conversation: str) -> int:
        """Deletes everything of the conversation; gives how many keys there were."""
        entries = await self._log.read(conversation, limit=LONGEST_LOG)
        names = [keys.conversation(conversation, part) for part in PARTS]
        names += _replies(conversation, entries)
        names += await self._forget_tickets(conversation)
        # The state before the events and notes: one that is written from now on sees that it is gone.
        gone = int(await self._client.delete(keys.conversation(conversation, "state")))
        for part, stream in STREAMS:
            await self._forget_entries(conversation, part, stream)
        code = await self._client.get(keys.conversation(conversation, "code"))
        if code:
            await self._client.delete(keys.continuation(code.decode()))
            names.append(keys.redeemed(code.decode()))
        receipts = await self._client.lrange(keys.conversation(conversation, "receipts"), 0, -1)
        names += [keys.receipt(receipt.decode()) for receipt in receipts]
        await self._client.zrem(keys.DESK, conversation)
        await self._client.srem(keys.WECHAT_STAFFED, conversation)
        async with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.delete(name)
            return gone + int(sum(await pipe.execute()))

    async def _tickets(self, conversation: str) -> set[str]:
        found = await self._client.smembers(keys.conversation(conversation, "tickets"))
        return {number.decode() for number in found}

    async def _forget_tickets(self, conversation: str) -> list[str]:
        """Takes its tickets out of the list; gives the keys that hold them."""
        numbers = await self._tickets(conversation)
        if numbers:
            await self._client.zrem(keys.TICKETS, *numbers)
        return [keys.ticket(number) for number in numbers]

    async def _forget_entries(self, conversation: str, part: str, stream: str) -> None:
        ids = await self._client.lrange(keys.conversation(conversation, part), 0, -1)
        for start in range(0, len(ids), BATCH):
            await self._client.xdel(stream, *ids[start : start + BATCH])


def _replies(conversation: str, entries: list[Entry]) -> list[str]:
    ids = {entry.message.get("message_id") for entry in entries}
    named = []
    for name in sorted(filter(None, ids)):
        named += [keys.seen(conversation, name), *of_message(conversation, name)]
    return named
