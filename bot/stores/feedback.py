"""What people say about answers: an append-only stream that reports read."""

from __future__ import annotations

import json
import time
from typing import Any

import redis.asyncio

from bot.stores import keys
from bot.stores.belonging import BELONG

KEPT_NOTES = 50_000
KEPT_SECONDS = 400 * 86_400
"""As long as events: a conversation knows its notes no longer."""


class FeedbackStream:
    """Appends notes; the oldest go, and the older ones where there are very many."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._belongs = client.register_script(BELONG)

    async def add(self, note: dict[str, Any]) -> None:
        """Keeps one note; that of a ``conversation`` goes when the conversation is forgotten."""
        owner = str(note.get("conversation") or "")
        made = await self._append(note)
        if not owner:
            return
        names = [keys.conversation(owner, part) for part in ("state", "feedback")]
        if not await self._belongs(keys=names, args=[made, KEPT_SECONDS]):
            # Forgotten, expired or made up: the verdict counts, and says nothing of anybody.
            await self._client.xdel(keys.FEEDBACK, made)
            await self._append({**note, "conversation": "", "text": ""})

    async def _append(self, note: dict[str, Any]) -> bytes:
        fields = {"m": json.dumps(note, ensure_ascii=False)}
        oldest = f"{int((time.time() - KEPT_SECONDS) * 1000)}-0"
        await self._client.xtrim(keys.FEEDBACK, minid=oldest, approximate=True)
        made: bytes = await self._client.xadd(
            keys.FEEDBACK, fields, maxlen=KEPT_NOTES, approximate=True
        )
        return made

    async def of(self, conversation: str) -> list[dict[str, Any]]:
        """The notes of one conversation, oldest first."""
        ids = await self._client.lrange(keys.conversation(conversation, "feedback"), 0, -1)
        async with self._client.pipeline(transaction=False) as pipe:
            for made in ids:
                pipe.xrange(keys.FEEDBACK, min=made.decode(), max=made.decode())
            rows = await pipe.execute()
        return [json.loads(fields[b"m"]) for found in rows for _, fields in found]

    async def read(
        self, *, after: str = "-", limit: int = 1000
    ) -> list[tuple[str, dict[str, Any]]]:
        """Notes with their ids, oldest first; ``after`` is the id of the last one known."""
        start = after if after == "-" else f"({after}"
        found = await self._client.xrange(keys.FEEDBACK, min=start, count=limit)
        return [(note_id.decode(), json.loads(fields[b"m"])) for note_id, fields in found]
