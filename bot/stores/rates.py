"""How often somebody did something in this minute or hour, counted across all processes."""

from __future__ import annotations

import hashlib
import time

import redis.asyncio

from bot.stores import keys

WINDOW_SECONDS = 60
HOUR = 3600

_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class Rates:
    """Fixed windows of a minute or an hour; the counter goes with its window."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._count = client.register_script(_COUNT)

    async def allows(self, kind: str, who: str, *, per_minute: int) -> bool:
        """Counts one more, and says whether it is within what is allowed; 0 allows everything."""
        return not per_minute or await self._within(kind, who, per_minute, WINDOW_SECONDS)

    async def allows_hourly(self, kind: str, who: str, *, per_hour: int) -> bool:
        """The same of an hour."""
        return await self._within(kind, who, per_hour, HOUR)

    async def _within(self, kind: str, who: str, most: int, seconds: int) -> bool:
        window = int(time.time()) // seconds
        name = hashlib.sha256(who.encode()).hexdigest()[:20]
        count = await self._count(keys=[keys.rate(kind, name, window)], args=[seconds * 2])
        return int(count) <= most


def seconds_left() -> int:
    """How long until the next window."""
    return WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS
