"""Records in JSON that are changed only from the version that was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import redis.asyncio

from bot.errors import BusyError

TRIES = 20

# What is wanted stands there already where the reply to an earlier sending was lost.
_CHANGE = """
local now = redis.call('GET', KEYS[1])
if now == ARGV[2] then return 1 end
if now ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""

Change = Callable[[dict[str, Any]], Mapping[str, Any]]


class Records:
    """Changes records that others may change at the same time."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._change = client.register_script(_CHANGE)

    async def change(self, key: str, how: Change) -> dict[str, Any] | None:
        """What the record is then; None where there is none. Looks again when somebody else
        changed it meanwhile, and raises BusyError where they do so again and again."""
        for _ in range(TRIES):
            raw = await self._client.get(key)
            if raw is None:
                return None
            changed = dict(how(orjson.loads(raw)))
            if await self._change(keys=[key], args=[raw, orjson.dumps(changed)]):
                return changed
        raise BusyError("这条记录正被别人修改，请再试一次")
