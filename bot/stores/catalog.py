"""Catalogue versions in Redis: written once, and one name that says which is in force.

Changing that name is one script: a process killed at any moment leaves either the old or the
new version in force, and of two that publish at once only the first one wins. Beside the
versions stand the words that were accepted since, which act in whatever version is in force.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

import redis

from bot.errors import StoreError
from bot.stores import keys

SHIPPED = "shipped"
"""The version in force where none was published: the folder that came with the code."""

KEPT_RECORDS = 1000

_KEEP = """
redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3])
return redis.call('SETNX', KEYS[1], ARGV[1])
"""

_SWITCH = """
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return 'lost:' .. current end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
elseif redis.call('EXISTS', KEYS[2]) == 0 then return 'absent'
else redis.call('SET', KEYS[1], ARGV[2]) end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'record', ARGV[3])
for i = 5, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[5], ARGV[i]) == 1 then
    redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1])
  end
end
redis.call('PUBLISH', KEYS[4], ARGV[2])
return 'done'
"""


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
        self._keep = client.register_script(_KEEP)

    def add(self, about: About, data: bytes) -> bool:
        """Keeps a version; False when one of this name is kept already and stays as it is."""
        names = [keys.catalog(f"data:{about.name}"), keys.catalog("about")]
        with _mapped():
            return bool(self._keep(keys=names, args=[data, about.name, _json(asdict(about))]))

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

    def switch(self, record: Record, *, words: Iterable[Mapping[str, str]] = ()) -> str:
        """Puts ``record.version`` in force if ``record.before`` still is.

        ``words`` are written with it, those that are still there. Gives "done", "absent" (no such
        version) or "lost:NAME" (another one came first).
        """
        before, after = _stored(record.before), _stored(record.version)
        parts = ("current", f"data:{after}", "history", "news", "taught")
        changed = [text for word in words for text in (word["id"], _json(word))]
        with _mapped():
            done = self._switch(
                keys=[keys.catalog(part) for part in parts],
                args=[before, after, _json(asdict(record)), KEPT_RECORDS, *changed],
            )
        return done.decode() if isinstance(done, bytes) else str(done)

    def history(self, *, limit: int = 20) -> tuple[Record, ...]:
        """What was put in force, the newest first."""
        with _mapped():
            found = self._client.xrevrange(keys.catalog("history"), count=limit)
        return tuple(Record(**json.loads(fields[b"record"])) for _, fields in found)

    def words(self) -> tuple[dict[str, str], ...]:
        """The words accepted since, the oldest first."""
        with _mapped():
            found = self._client.hvals(keys.catalog("taught"))
        return tuple(sorted(map(json.loads, found), key=lambda word: (word["at"], word["id"])))

    def teach(self, word: Mapping[str, str]) -> None:
        """Keeps a word; every process hears of it."""
        with _mapped(), self._client.pipeline(transaction=True) as pipe:
            pipe.hset(keys.catalog("taught"), word["id"], _json(word))
            pipe.incr(keys.catalog("lessons"))
            pipe.publish(keys.catalog("news"), "")
            pipe.execute()

    def unteach(self, name: str) -> bool:
        """Takes a word back; False where it was not there."""
        with _mapped(), self._client.pipeline(transaction=True) as pipe:
            pipe.hdel(keys.catalog("taught"), name)
            pipe.incr(keys.catalog("lessons"))
            pipe.publish(keys.catalog("news"), "")
            return bool(pipe.execute()[0])


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
