"""Tells waiting readers that something new was said, in whatever process it was said.

One connection a process, however many readers wait, and on it one channel a conversation that
somebody here reads: what is said elsewhere costs this process nothing. What is new is read from
the log, so a lost notice costs a heartbeat's delay and never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import redis
import redis.asyncio

from bot.stores import keys

RETRY_SECONDS = 1.0
logger = logging.getLogger(__name__)


class News:
    """Wakes the readers of a conversation."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._heard: Any = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen."""
        self._task = asyncio.create_task(self._listen(), name="news")

    async def stop(self) -> None:
        """Stops listening and wakes everybody a last time."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self.wake_all()

    @contextlib.asynccontextmanager
    async def reader(self, conversation: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something new was said; the reader clears it."""
        channel = keys.news(conversation)
        event = asyncio.Event()
        self._waiting[channel].add(event)
        try:
            if len(self._waiting[channel]) == 1:
                await self._hear(channel)
            yield event
        finally:
            self._waiting[channel].discard(event)
            if not self._waiting[channel]:
                del self._waiting[channel]
                await self._hear(channel, no_more=True)

    @property
    def readers(self) -> int:
        """How many readers wait in this process."""
        return sum(map(len, self._waiting.values()))

    async def _hear(self, channel: str, *, no_more: bool = False) -> None:
        """Subscribes, or ends it; where the connection is broken, the next one begins anew."""
        if self._heard is not None:
            step = self._heard.unsubscribe if no_more else self._heard.subscribe
            with contextlib.suppress(redis.RedisError):
                await step(channel)

    async def _listen(self) -> None:
        while True:
            try:
                await self._pump()
            except redis.RedisError as error:
                logger.warning("news: Redis does not answer, trying again: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
                self.wake_all()

    async def _pump(self) -> None:
        async with self._client.pubsub() as pubsub:
            # A channel that nobody writes to keeps the connection while nobody reads.
            await pubsub.subscribe(keys.news(""))
            self._heard = pubsub
            try:
                # Who came while there was no connection; whoever comes from now on does it alone.
                await pubsub.subscribe(keys.news(""), *self._waiting)
                while True:
                    message = await pubsub.get_message(timeout=RETRY_SECONDS)
                    # A channel that is heard from now on may have missed what came just before.
                    if message is not None and message["type"] in ("message", "subscribe"):
                        for event in tuple(self._waiting.get(message["channel"].decode(), ())):
                            event.set()
            finally:
                self._heard = None

    def wake_all(self) -> None:
        """Lets every reader look again."""
        for events in self._waiting.values():
            for event in events:
                event.set()
