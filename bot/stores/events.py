"""The outcome of every turn: an append-only stream, without any words but masked ones.

Events are noted in memory and written together a moment later: reports can wait for them, a
citizen need not wait for each to be written. Whoever reads sees all that this process
noted. A process that is killed loses the events of its last moment, and no message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import redis
import redis.asyncio

from bot.stores import keys
from bot.stores.belonging import BELONG

DAY = 86_400_000
MOMENT = 0.05
PAGE = 5000
"""Events read at a time: other commands come in between."""

RETRY_SECONDS = 1.0
MOST_WAITING = 10_000
"""Events kept in memory while Redis is away; older ones are lost then."""

logger = logging.getLogger(__name__)

_ADD = """
local ids = {}
for i = 2, #ARGV do
  ids[i - 1] = redis.call('XADD', KEYS[1], 'MINID', '~', ARGV[1], '*', 'm', ARGV[i])
end
return ids
"""


class EventStore:
    """Notes events and reads them back by time."""

    def __init__(self, client: redis.asyncio.Redis[bytes], *, days: int) -> None:
        self._client = client
        self._days = days
        self._added_to = client.register_script(_ADD)
        self._noted: list[tuple[bytes, str]] = []
        self._added: list[tuple[bytes, str]] = []
        self._later: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def note(self, event: Mapping[str, Any]) -> None:
        """Keeps one event; that of a ``conversation`` goes when the conversation is forgotten."""
        self._noted.append((orjson.dumps(dict(event)), str(event.get("conversation") or "")))
        if self._later is None:
            self._later = asyncio.create_task(self._write_later(MOMENT), name="events")

    async def flush(self) -> None:
        """Writes what was noted; those older than the retention go. Raises RedisError, and keeps
        then what is not written yet."""
        async with self._writing:
            noted, self._noted = self._noted, []
            try:
                if noted:
                    self._added += await self._append(noted)
            except redis.RedisError:
                self._noted = [*noted, *self._noted][-MOST_WAITING:]
                raise
            if self._added:
                await self._belonging()

    async def _written(self) -> None:
        """What was noted is there, as far as it can be: what cannot be written stops no reader."""
        with contextlib.suppress(redis.RedisError):
            await self.flush()

    async def _write_later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._later = None
        try:
            await self.flush()
        except redis.RedisError as error:
            logger.warning("events: Redis does not answer, trying again: %s", error)
            self._later = asyncio.create_task(self._write_later(RETRY_SECONDS), name="events")

    async def _append(self, noted: Sequence[tuple[bytes, str]]) -> list[tuple[bytes, str]]:
        """Ids of those that belong to a conversation, which is named beside."""
        oldest = f"{int(time.time() * 1000) - self._days * DAY}-0"
        lines = [line for line, _ in noted]
        ids = await self._added_to(keys=[keys.EVENTS], args=[oldest, *lines])
        return [(made, owner) for made, (_, owner) in zip(ids, noted) if owner]

    async def _belonging(self) -> None:
        """Lets the conversations know their events; what was forgotten meanwhile goes at once."""
        added, seconds = self._added, self._days * DAY // 1000
        async with self._client.pipeline(transaction=False) as pipe:
            for made, owner in added:
                own = (keys.conversation(owner, part) for part in ("state", "events"))
                # Whole, since a pipeline cannot see that a node has not got a script yet.
                pipe.eval(BELONG, 2, *own, made, seconds)
            there = await pipe.execute(raise_on_error=False)
        gone = [made for (made, _), kept in zip(added, there) if kept == 0]
        if gone:
            await self._client.xdel(keys.EVENTS, *gone)
        # A node of a cluster may be away while the others took theirs, which are not said again.
        broken = [kept for kept in there if isinstance(kept, Exception)]
        failed = [one for one, kept in zip(added, there) if isinstance(kept, Exception)]
        self._added = failed[-MOST_WAITING:]
        if broken:
            raise broken[0]

    async def latest(self, *, limit: int) -> list[dict[str, Any]]:
        """The latest events, newest first."""
        await self._written()
        found = await self._client.xrevrange(keys.EVENTS, count=limit)
        return [{"at": int(i.split(b"-")[0]), **orjson.loads(f[b"m"])} for i, f in found]

    async def read(self, *, days: int) -> list[dict[str, Any]]:
        """Events of the last days, oldest first, each with its time in milliseconds."""
        now = int(time.time() * 1000)
        return await self.between(now - days * DAY, now + DAY)

    async def between(self, since: int, until: int) -> list[dict[str, Any]]:
        """Every event of a span in milliseconds, oldest first."""
        await self._written()
        read: list[dict[str, Any]] = []
        first, page = f"{since}-0", PAGE
        while page == PAGE:
            found = await self._client.xrange(keys.EVENTS, min=first, max=f"({until}-0", count=PAGE)
            read += [{"at": int(i.split(b"-")[0]), **orjson.loads(f[b"m"])} for i, f in found]
            page = len(found)
            first = f"({found[-1][0].decode()}" if found else first
        return read
