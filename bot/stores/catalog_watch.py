"""Every process notices within a second what came into force, and what words were accepted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import redis
import redis.asyncio

from bot.stores import keys
from bot.stores.catalog import SHIPPED

POLL_SECONDS = 1.0
"""A lost notice costs no more than this."""

RETRY_SECONDS = 5.0

logger = logging.getLogger(__name__)


class CatalogWatch:
    """Calls ``switch`` with the name of the version in force whenever that, or a word, changed."""

    def __init__(
        self,
        client: redis.asyncio.Redis[bytes],
        *,
        seen: str,
        switch: Callable[[str], Awaitable[None]],
    ) -> None:
        self._client = client
        self._seen: tuple[str, bytes | None] = (seen, None)
        self._switch = switch
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to watch."""
        self._task = asyncio.create_task(self._watch(), name="catalog-watch")

    async def stop(self) -> None:
        """Stops watching."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            try:
                await self._listen()
            except redis.RedisError as error:
                logger.warning("catalogue: Redis does not answer, trying again: %s", error)
                await asyncio.sleep(POLL_SECONDS)

    async def _listen(self) -> None:
        async with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(keys.catalog("news"))
            while True:
                await self._look()
                await pubsub.get_message(timeout=POLL_SECONDS)

    async def _look(self) -> None:
        """The state is read, never taken from the notice: notices may come late or twice."""
        names = [keys.catalog(part) for part in ("current", "lessons")]
        raw, lessons = await self._client.mget(names)
        name = raw.decode() if raw else SHIPPED
        if (name, lessons) == self._seen:
            return
        try:
            await self._switch(name)
            self._seen = (name, lessons)
        except Exception:
            # The version in force stays; a broken one must not take the process down.
            logger.exception("catalogue: version %s could not be put in force here", name)
            await asyncio.sleep(RETRY_SECONDS)
