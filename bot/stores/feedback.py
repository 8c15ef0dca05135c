"""What people say about answers: an append-only stream that reports read."""

from __future__ import annotations

import json
from typing import Any

import redis.asyncio

from bot.stores import keys

KEPT_NOTES = 50_000


class FeedbackStream:
    """Appends notes; the oldest go when there are very many."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client

    async def add(self, note: dict[str, Any]) -> None:
        """Keeps one note."""
        fields = {"m": json.dumps(note, ensure_ascii=False)}
        await self._client.xadd(keys.FEEDBACK, fields, maxlen=KEPT_NOTES, approximate=True)

    async def read(
        self, *, after: str = "-", limit: int = 1000
    ) -> list[tuple[str, dict[str, Any]]]:
        """Notes with their ids, oldest first; ``after`` is the id of the last one known."""
        start = after if after == "-" else f"({after}"
        found = await self._client.xrange(keys.FEEDBACK, min=start, count=limit)
        return [(note_id.decode(), json.loads(fields[b"m"])) for note_id, fields in found]
