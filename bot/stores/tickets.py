"""Tickets in Redis: changed only from the version that was read."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import orjson
import redis.asyncio

from bot.errors import BusyError
from bot.stores import keys
from bot.stores.changing import Change, Records
from bot.stores.guesses import Guessable
from bot.stores.lock import Lock

TRIES = 20
KEPT_SECONDS = 400 * 86_400
"""How long a ticket is kept after it was opened, and its conversation known to own it: as long
as events are. Nothing that citizens can cause stays for ever."""

ONCE_SECONDS = 600
MERGING_SECONDS = 60
PAGE = 1000


class TicketStore:
    """Keeps tickets as plain JSON."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self.guessed = Guessable(client, "ticket")
        self._records = Records(client)
        self._lock = Lock(client)

    async def add(
        self, ticket: Mapping[str, Any], *, number: Callable[[], str], once: str = ""
    ) -> str:
        """Keeps a new ticket under the first drawn ``number`` that is free, and gives it.

        The same ``once`` gives the first number. Raises BusyError where none drawn is free.
        """
        taken, conversation = (
            await self._kept(ticket, number),
            str(ticket.get("conversation") or ""),
        )
        await self._list(taken, conversation)
        # Last: a process that dies before leaves one complaint twice rather than none.
        if once:
            key = keys.ticketed(once)
            if not await self._client.set(key, taken, nx=True, ex=ONCE_SECONDS):
                earlier = await self._client.get(key)
                if earlier is not None:
                    await self._drop(taken, conversation)
                    return str(earlier.decode())
        return taken

    async def _kept(self, ticket: Mapping[str, Any], draw: Callable[[], str]) -> str:
        for _ in range(TRIES):
            number = draw()
            kept = orjson.dumps({**ticket, "number": number})
            if await self._client.set(keys.ticket(number), kept, nx=True, ex=KEPT_SECONDS):
                return number
        raise BusyError("暂时登记不了工单，请过一会儿再试")

    async def _list(self, number: str, conversation: str) -> None:
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.zadd(keys.TICKETS, {number: time.time()})
            pipe.zremrangebyscore(keys.TICKETS, 0, time.time() - KEPT_SECONDS)
            if conversation:
                mine = keys.conversation(conversation, "tickets")
                pipe.sadd(mine, number)
                pipe.expire(mine, KEPT_SECONDS)
            await pipe.execute()

    async def _drop(self, number: str, conversation: str) -> None:
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.delete(keys.ticket(number))
            pipe.zrem(keys.TICKETS, number)
            if conversation:
                pipe.srem(keys.conversation(conversation, "tickets"), number)
            await pipe.execute()

    async def get(self, number: str) -> dict[str, Any] | None:
        """One ticket."""
        raw = await self._client.get(keys.ticket(number))
        found: dict[str, Any] | None = orjson.loads(raw) if raw else None
        return found

    async def asked(self, number: str, *, by: str, address: str) -> dict[str, Any] | None:
        """One ticket, for a citizen who says its number; None for no such number.

        Raises GuessesExceeded after too many wrong numbers.
        """
        tries = await self.guessed.tried(by, address)
        found = await self.get(number)
        if found is not None:
            await self.guessed.were_right(tries)
        return found

    async def all(self, *, limit: int = 0) -> list[dict[str, Any]]:
        """Tickets, newest first: every one, or the latest."""
        # Numbers all at once, since pages would shift with each ticket that is opened meanwhile.
        numbers = await self._client.zrevrange(keys.TICKETS, 0, limit - 1)
        found: list[dict[str, Any]] = []
        for start in range(0, len(numbers), PAGE):
            async with self._client.pipeline(transaction=False) as pipe:
                for number in numbers[start : start + PAGE]:
                    pipe.get(keys.ticket(number.decode()))
                found += [orjson.loads(row) for row in await pipe.execute() if row]
        return found

    async def change(self, number: str, how: Change) -> dict[str, Any] | None:
        """Changes one ticket from what it is at that moment; None where there is none."""
        return await self._records.change(keys.ticket(number), how)

    @contextlib.asynccontextmanager
    async def merging(self) -> AsyncIterator[None]:
        """One merge at a time: its two tickets lie on two nodes of a Redis Cluster, so that no
        script can change both. Raises BusyError while there is another."""
        token = secrets.token_hex(8)
        if not await self._lock.take(keys.MERGING, token, seconds=MERGING_SECONDS):
            raise BusyError("另一次合并还在进行，请稍后再试")
        try:
            yield
        finally:
            await self._lock.free(keys.MERGING, token)
