"""Publishing at a later time: which version, when, and how it went."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace

import orjson
import redis.asyncio

from bot.stores import keys
from bot.stores.lock import Lock

HOLD_SECONDS = 600
"""One process publishes at a time; one that was killed blocks the others no longer than this."""


@dataclass(frozen=True)
class Scheduled:
    """A version to be put in force at ``at`` (seconds); ``failed`` says why it was not."""

    version: str
    at: float
    by: str
    reason: str = ""
    forced: bool = False
    failed: str = ""


class Schedule:
    """The versions that wait for their time."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._lock = Lock(client)

    async def add(self, entry: Scheduled) -> None:
        """Keeps one; the same version is scheduled once."""
        await self._client.hset(
            keys.catalog("scheduled"), entry.version, orjson.dumps(asdict(entry))
        )

    async def remove(self, version: str) -> bool:
        """Takes one out; False where it was not there."""
        return bool(await self._client.hdel(keys.catalog("scheduled"), version))

    async def failed(self, entry: Scheduled, why: str) -> None:
        """Keeps one that could not be put in force, for people to see."""
        await self.add(replace(entry, failed=why))

    async def all(self) -> tuple[Scheduled, ...]:
        """All of them, the soonest first."""
        rows = await self._client.hvals(keys.catalog("scheduled"))
        found = [Scheduled(**orjson.loads(row)) for row in rows]
        return tuple(sorted(found, key=lambda entry: entry.at))

    async def begin(self) -> str:
        """A token for the one process that publishes now; empty for the others."""
        token = secrets.token_hex(8)
        taken = await self._lock.take(keys.catalog("scheduling"), token, seconds=HOLD_SECONDS)
        return token if taken else ""

    async def end(self, token: str) -> None:
        """Lets another process publish."""
        await self._lock.free(keys.catalog("scheduling"), token)
