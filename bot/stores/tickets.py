"""Tickets in Redis: changed only from the version that was read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import redis.asyncio

from bot.errors import BusyError
from bot.stores import keys
from bot.stores.guesses import Guessable

TRIES = 20
KEPT_SECONDS = 400 * 86_400
"""How long a ticket is kept after it was opened, and its conversation known to own it: as long
as events are. Nothing that citizens can cause stays for ever."""

ONCE_SECONDS = 600

_CHANGE = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""


class TicketStore:
    """Keeps tickets as plain JSON."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self.guessed = Guessable(client, "ticket")
        self._change = client.register_script(_CHANGE)

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

    async def all(self, *, limit: int = 5000) -> list[dict[str, Any]]:
        """The latest tickets, newest first."""
        numbers = await self._client.zrevrange(keys.TICKETS, 0, limit - 1)
        async with self._client.pipeline(transaction=False) as pipe:
            for number in numbers:
                pipe.get(keys.ticket(number.decode()))
            rows = await pipe.execute()
        return [orjson.loads(row) for row in rows if row]

    async def change(
        self, number: str, how: Callable[[dict[str, Any]], Mapping[str, Any]]
    ) -> dict[str, Any] | None:
        """Changes one ticket; looks again when somebody else changed it meanwhile."""
        for _ in range(TRIES):
            raw = await self._client.get(keys.ticket(number))
            if raw is None:
                return None
            changed = dict(how(orjson.loads(raw)))
            if await self._change(keys=[keys.ticket(number)], args=[raw, orjson.dumps(changed)]):
                return changed
        raise BusyError("这张工单正被别人修改，请再试一次")
