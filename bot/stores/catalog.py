"""Catalogue versions in Redis: written once, and one name that says which is in force.

Changing that name is one script: a process killed at any moment leaves either the old or the
new version in force, and of two that publish at once only the first one wins.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import redis
import redis.asyncio

from bot.errors import StoreError
from bot.stores import keys

SHIPPED = "shipped"
"""The version in force where none was published: the folder that came with the code."""

POLL_SECONDS = 1.0
"""A lost notice costs no more than this."""

RETRY_SECONDS = 5.0
KEPT_RECORDS = 1000

_SWITCH = """
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return 'lost:' .. current end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
elseif redis.call('EXISTS', KEYS[2]) == 0 then return 'absent'
else redis.call('SET', KEYS[1], ARGV[2]) end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'record', ARGV[3])
redis.call('PUBLISH', KEYS[4], ARGV[2])
return 'done'
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class About:
    """What is known of a stored version besides its content."""

    name: str
    made_at: str
    made_by: str
    note: str
    services: int
    base: str = ""


@dataclass(frozen=True)
class Record:
    """One line of the publishing history."""

    kind: Literal["publish", "rollback"]
    version: str
    before: str
    at: str
    by: str
    reason: str = ""
    forced: bool = False


class CatalogStore:
    """The versions and the name of the one in force; blocking, for commands and threads."""

    def __init__(self, client: redis.Redis[bytes]) -> None:
        self._client = client
        self._switch = client.register_script(_SWITCH)

    def add(self, about: About, data: bytes) -> bool:
        """Keeps a version; False when one of this name is kept already and stays as it is."""
        with _mapped(), self._client.pipeline(transaction=True) as pipe:
            pipe.set(keys.catalog(f"data:{about.name}"), data, nx=True)
            pipe.hsetnx(keys.catalog("about"), about.name, _json(asdict(about)))
            return bool(pipe.execute()[0])

    def data(self, name: str) -> bytes | None:
        """The content of a version; None when there is none of this name."""
        with _mapped():
            return self._client.get(keys.catalog(f"data:{name}"))

    def versions(self) -> tuple[About, ...]:
        """All versions kept, the oldest first."""
        with _mapped():
            found = self._client.hgetall(keys.catalog("about"))
        known = [About(**json.loads(raw)) for raw in found.values()]
        return tuple(sorted(known, key=lambda about: about.made_at))

    def current(self) -> str:
        """Name of the version in force; SHIPPED where none was published."""
        with _mapped():
            return (self._client.get(keys.catalog("current")) or b"").decode() or SHIPPED

    def switch(self, record: Record) -> str:
        """Puts ``record.version`` in force if ``record.before`` still is.

        Gives "done", "absent" (no such version) or "lost:NAME" (another one came first).
        """
        before, after = _stored(record.before), _stored(record.version)
        names = [
            keys.catalog("current"), keys.catalog(f"data:{after}"),
            keys.catalog("history"), keys.catalog("news"),
        ]  # fmt: skip
        with _mapped():
            done = self._switch(
                keys=names, args=[before, after, _json(asdict(record)), KEPT_RECORDS]
            )
        return done.decode() if isinstance(done, bytes) else str(done)

    def history(self, *, limit: int = 20) -> tuple[Record, ...]:
        """What was put in force, the newest first."""
        with _mapped():
            found = self._client.xrevrange(keys.catalog("history"), count=limit)
        return tuple(Record(**json.loads(fields[b"record"])) for _, fields in found)


class CatalogWatch:
    """Calls ``switch`` with the name of the version in force whenever that has changed."""

    def __init__(
        self,
        client: redis.asyncio.Redis[bytes],
        *,
        seen: str,
        switch: Callable[[str], Awaitable[None]],
    ) -> None:
        self._client = client
        self._seen = seen
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
        """The name is read, never taken from the notice: notices may come late or twice."""
        raw = await self._client.get(keys.catalog("current"))
        name = raw.decode() if raw else SHIPPED
        if name == self._seen:
            return
        try:
            await self._switch(name)
            self._seen = name
        except Exception:
            # The version in force stays; a broken one must not take the process down.
            logger.exception("catalogue: version %s could not be put in force here", name)
            await asyncio.sleep(RETRY_SECONDS)


def _stored(name: str) -> str:
    return "" if name == SHIPPED else name


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextlib.contextmanager
def _mapped() -> Iterator[None]:
    try:
        yield
    except redis.RedisError as error:
        raise StoreError(f"Redis refused: {error}") from error
