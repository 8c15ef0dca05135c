"""Tells waiting readers that something new was said, in whatever process it was said.

One subscription a process, however many readers wait; what is new is read from the log, so a
lost notice costs a heartbeat's delay and never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Iterator

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

    @contextlib.contextmanager
    def reader(self, conversation: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something new was said; the reader clears it."""
        key = keys.conversation(conversation, "log")
        event = asyncio.Event()
        self._waiting[key].add(event)
        try:
            yield event
        finally:
            self._waiting[key].discard(event)
            if not self._waiting[key]:
                del self._waiting[key]

    @property
    def readers(self) -> int:
        """How many readers wait in this process."""
        return sum(map(len, self._waiting.values()))

    async def _listen(self) -> None:
        while True:
            try:
                await self._pump()
            except redis.RedisError as error:
                logger.warning("news: Redis does not answer, trying again: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
                self.wake_all()

    async def _pump(self) -> None:
        async with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(keys.NEWS)
            self.wake_all()
            while True:
                message = await pubsub.get_message(timeout=RETRY_SECONDS)
                if message is not None:
                    for event in tuple(self._waiting.get(message["data"].decode(), ())):
                        event.set()

    def wake_all(self) -> None:
        """Lets every reader look again."""
        for events in self._waiting.values():
            for event in events:
                event.set()
