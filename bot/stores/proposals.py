"""Proposals in Redis: a hash by id, decided once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import redis.asyncio

from bot.stores import keys

_DECIDE = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""


class ProposalStore:
    """Keeps proposals as plain JSON."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._decide = client.register_script(_DECIDE)

    async def add(self, proposal: Mapping[str, Any]) -> None:
        """Keeps a new one; the same one that is there already stays."""
        await self._client.hsetnx(keys.PROPOSALS, str(proposal["id"]), _json(proposal))

    async def get(self, name: str) -> dict[str, Any] | None:
        """One proposal."""
        raw = await self._client.hget(keys.PROPOSALS, name)
        found: dict[str, Any] | None = orjson.loads(raw) if raw else None
        return found

    async def all(self) -> list[dict[str, Any]]:
        """All of them, newest first."""
        rows = [orjson.loads(raw) for raw in await self._client.hvals(keys.PROPOSALS)]
        return sorted(rows, key=lambda row: str(row["at"]), reverse=True)

    async def change(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Writes the decision; False where somebody else was first."""
        done = await self._decide(
            keys=[keys.PROPOSALS], args=[str(before["id"]), _json(before), _json(after)]
        )
        return bool(done)


def _json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(dict(value), option=orjson.OPT_SORT_KEYS)
