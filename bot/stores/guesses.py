"""Guesses counted in Redis: of one person, of one address, of everybody.

A guess is counted before it is looked at, so that many at once are not more than one after the
other, and taken back when it was right.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

import redis.asyncio

from bot.stores import keys

_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 or count == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count
"""

_TAKE_BACK = """
if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('DECR', KEYS[1]) end
return 0
"""


@dataclass(frozen=True)
class Budget:
    """So many guesses in so many seconds from the first; used up, as long again from the last."""

    kind: str
    most: int
    seconds: int


class Guesses:
    """Counts guesses against budgets."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._count = client.register_script(_COUNT)
        self._take_back = client.register_script(_TAKE_BACK)

    async def count(self, budget: Budget, who: str) -> int:
        """Counts one more; gives how many it has been, this one too."""
        key = _key(budget, who)
        return int(await self._count(keys=[key], args=[budget.most, budget.seconds]))

    async def take_back(self, budget: Budget, who: str) -> None:
        """One that was counted was right."""
        await self._take_back(keys=[_key(budget, who)])

    async def forgive(self, budget: Budget, who: str) -> None:
        """The budget is whole again."""
        await self._client.delete(_key(budget, who))


def line(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the 64 bits at the head of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    network = ipaddress.ip_network((int(found), 64), strict=False)
    return str(found.ipv4_mapped or network)


def _key(budget: Budget, who: str) -> str:
    return keys.guesses(budget.kind, hashlib.sha256(who.encode()).hexdigest()[:20])
