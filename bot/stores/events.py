"""The outcome of every turn: an append-only stream, without any words but masked ones."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import redis.asyncio

from bot.stores import keys

DAY = 86_400_000


@dataclass(frozen=True)
class Added:
    """An event in the stream; the turn it is about notes the id (bot/stores/turns.py)."""

    id: str
    kept_seconds: int


NOTHING = Added("", 0)


class EventStore:
    """Appends events and reads them back by time."""

    def __init__(self, client: redis.asyncio.Redis[bytes], *, days: int) -> None:
        self._client = client
        self._days = days

    async def add(self, event: Mapping[str, Any]) -> Added:
        """Keeps one event; those older than the retention go."""
        oldest = int(time.time() * 1000) - self._days * DAY
        found = await self._client.xadd(
            keys.EVENTS, {"m": orjson.dumps(dict(event))}, minid=f"{oldest}-0", approximate=True
        )
        return Added(found.decode(), self._days * DAY // 1000)

    async def drop(self, event: Added) -> None:
        """Takes an event back whose turn was not committed."""
        await self._client.xdel(keys.EVENTS, event.id)

    async def latest(self, *, limit: int) -> list[dict[str, Any]]:
        """The latest events, newest first."""
        found = await self._client.xrevrange(keys.EVENTS, count=limit)
        return [{"at": int(i.split(b"-")[0]), **orjson.loads(f[b"m"])} for i, f in found]

    async def read(self, *, days: int) -> list[dict[str, Any]]:
        """Events of the last days, oldest first, each with its time in milliseconds."""
        now = int(time.time() * 1000)
        return await self.between(now - days * DAY, now + DAY)

    async def between(
        self, since: int, until: int, *, limit: int = 100_000
    ) -> list[dict[str, Any]]:
        """Events of a span in milliseconds, oldest first."""
        found = await self._client.xrange(
            keys.EVENTS, min=f"{since}-0", max=f"({until}-0", count=limit
        )
        return [{"at": int(i.split(b"-")[0]), **orjson.loads(f[b"m"])} for i, f in found]
