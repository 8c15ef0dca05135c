"""Guesses counted in Redis: of one person, of one address, of everybody.

A guess is counted before it is looked at, so that many at once are not more than one after the
other, and taken back when it was right.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

import redis.asyncio

from bot.errors import GuessesExceeded
from bot.stores import keys

HOUR = 3600
OF_CONVERSATION = 10
OF_ADDRESS = 30
OF_EVERYBODY = 1000
"""Wrong ones of a kind in an hour, from one conversation, one address and all together."""

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


Tries = list[tuple[Budget, str]]
"""What was counted, of whom."""


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


class Guessable:
    """Numbers of one kind that could be guessed: tries of one conversation, one address, of all.

    ``refused`` is called whenever a try is not looked at; for the metrics.
    """

    def __init__(self, client: redis.asyncio.Redis[bytes], kind: str) -> None:
        self.of_conversation = Budget(f"{kind}-conversation", OF_CONVERSATION, HOUR)
        self.of_address = Budget(f"{kind}-address", OF_ADDRESS, HOUR)
        self.of_everybody = Budget(kind, OF_EVERYBODY, HOUR)
        self._guesses = Guesses(client)
        self.refused: Callable[[], None] = lambda: None

    async def tried(self, conversation: str, address: str) -> Tries:
        """Counts a try of a conversation (if any) and of an address (empty: of this machine).

        Raises GuessesExceeded after too many that were wrong. Once all have tried too often, only
        the first try of an hour is heard, of a conversation and of an address: guessing from
        everywhere is slowed down, and whoever has a right one is still helped.
        """
        own = [(self.of_conversation, conversation)] if conversation else []
        own += [(self.of_address, address)] if address else []
        tries = [(budget, await self._guesses.count(budget, who)) for budget, who in own]
        if any(count > budget.most for budget, count in tries):
            raise self._refusal("here")
        together = await self._guesses.count(self.of_everybody, "")
        if together > self.of_everybody.most and any(count > 1 for _, count in tries):
            raise self._refusal("everywhere")
        return [*own, (self.of_everybody, "")]

    def _refusal(self, where: str) -> GuessesExceeded:
        self.refused()
        return GuessesExceeded(f"too many wrong ones from {where}, try in an hour")

    async def were_right(self, tries: Tries) -> None:
        """Takes back what was counted."""
        for budget, who in tries:
            await self._guesses.take_back(budget, who)


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
