"""Sign-ins under way at another house: kept for some minutes, taken once."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import redis.asyncio

from bot.stores import keys

SIGNING_SECONDS = 600


class SigningStore:
    """What has to be remembered between leaving for the provider and coming back."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client

    async def keep(self, state: str, data: Mapping[str, str]) -> None:
        """Remembers one sign-in."""
        await self._client.set(_key(state), orjson.dumps(dict(data)), ex=SIGNING_SECONDS)

    async def take(self, state: str) -> dict[str, str] | None:
        """Gives what was kept, once; None afterwards, and for what was never begun."""
        raw = await self._client.getdel(_key(state))
        found: dict[str, str] | None = orjson.loads(raw) if raw else None
        return found


def _key(state: str) -> str:
    return f"{keys.STAFF}:signing:{state}"
