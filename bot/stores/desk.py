"""The desk: who answers a conversation, decided by one script on the conversation's own hash.

The hash is the truth. The set of open conversations is an index that is written before the
truth and read through it, so a process killed in between loses nobody.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import redis.asyncio

from bot.stores import keys
from bot.stores.together import Together

ONLINE_SECONDS = 90
"""Browsers wake a tab nobody looks at once a minute, so somebody who is there may be this late."""

SETTLED_SECONDS = 60
"""An index entry this old whose conversation is with nobody is left over and dropped."""

KEPT_AUDIT = 100_000
KEPT_NOTES = 500

FIELDS = ("desk", "desk_since", "desk_staff", "desk_reason", "desk_department", "channel", "seq",
          "desk_read", "citizen_at", "staff_at", "desk_name", "typing_until", "citizen_read",
          "citizen_typing")  # fmt: skip
OPEN = ("WAITING", "HELD", "HUMAN")

_STEP = """
for _, kept in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  local before = cjson.decode(kept)
  if before[1] == ARGV[7] then return {1, before[2], before[3]} end
end
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 'ABSENT', ''} end
local desk = redis.call('HGET', KEYS[1], 'desk') or ''
local staff = redis.call('HGET', KEYS[1], 'desk_staff') or ''
local allowed = false
for name in string.gmatch(ARGV[1], '[^,]+') do
  if name == (desk == '' and 'BOT' or desk) then allowed = true end
end
if not allowed then return {0, desk, staff} end
for name, value in pairs(cjson.decode(ARGV[6])) do
  if (redis.call('HGET', KEYS[1], name) or '') ~= value then return {0, desk, staff} end
end
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'desk', ARGV[2] == 'BOT' and '' or ARGV[2])
end
for name, value in pairs(cjson.decode(ARGV[3])) do redis.call('HSET', KEYS[1], name, value) end
for i = 8, #ARGV do
  local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  redis.call('XADD', KEYS[2], seq .. '-0', 'm', ARGV[i])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
if #ARGV > 7 then
  redis.call('LPUSH', KEYS[3], cjson.encode({ARGV[7], desk, staff}))
  redis.call('LTRIM', KEYS[3], 0, 15)
  redis.call('EXPIRE', KEYS[3], 60)
end
redis.call('PUBLISH', ARGV[5], '')
return {1, desk, staff}
"""


@dataclass(frozen=True)
class DeskState:
    """Who answers one conversation: ``desk`` is BOT, HELD, WAITING, HUMAN or CLOSED."""

    conversation: str
    desk: str
    since: float = 0.0
    staff: str = ""
    reason: str = ""
    department: str = ""
    channel: str = ""
    seq: int = 0
    read: int = 0
    citizen_at: float = 0.0
    staff_at: float = 0.0
    name: str = ""
    typing_until: float = 0.0
    citizen_read: int = 0
    citizen_typing: float = 0.0


@dataclass(frozen=True)
class Stepped:
    """Whether a step was taken, and the state and person it found."""

    done: bool
    before: str
    staff: str


class DeskStore:
    """Reads and changes who answers; keeps notes, presence and the audit log."""

    def __init__(self, client: redis.asyncio.Redis[bytes], *, expiry_seconds: int) -> None:
        self._client = client
        self._expiry = expiry_seconds
        self._step = client.register_script(_STEP)
        self._together = Together(client)

    async def step(
        self,
        conversation: str,
        *,
        allowed: Sequence[str],
        to: str = "",
        fields: Mapping[str, str] | None = None,
        where: Mapping[str, str] | None = None,
        said: Sequence[Mapping[str, Any]] = (),
    ) -> Stepped:
        """Moves to another state if the present one allows it and ``where`` still holds.

        ``where`` are fields of the state as somebody saw them: its staff, what is held. A step
        at which something is said is taken once, however often it is sent.
        """
        names = [keys.conversation(conversation, part) for part in ("state", "log", "steps")]
        lines = [orjson.dumps({**line, "at": round(time.time())}) for line in said]
        done, before, staff = await self._step(
            keys=names,
            args=[
                ",".join(allowed), to, orjson.dumps(dict(fields or {})), self._expiry,
                keys.news(conversation), orjson.dumps(dict(where or {})), secrets.token_hex(8),
                *lines,
            ],
        )  # fmt: skip
        return Stepped(bool(done), before.decode() or "BOT", staff.decode())

    async def index(self, conversation: str) -> None:
        """Puts a conversation among the open ones; those there keep their place."""
        await self._client.zadd(keys.DESK, {conversation: time.time()}, nx=True)

    async def drop(self, conversation: str) -> None:
        """Takes a conversation out of the open ones."""
        await self._client.zrem(keys.DESK, conversation)

    async def state(self, conversation: str) -> DeskState | None:
        """The state of one conversation; None where there is none (any more)."""
        found = await self._client.hmget(keys.conversation(conversation, "state"), *FIELDS)
        return _state(conversation, found) if found[6] is not None else None

    async def held(self, conversation: str) -> str:
        """The answers that wait for approval, as they are kept; empty where none do."""
        found = await self._client.hget(keys.conversation(conversation, "state"), "held")
        return found.decode() if found else ""

    async def open(self) -> tuple[DeskState, ...]:
        """Everybody who waits, for words or a person, or is with one; who came first first."""
        indexed = await self._client.zrange(keys.DESK, 0, -1, withscores=True)
        async with self._client.pipeline(transaction=False) as pipe:
            for name, _ in indexed:
                pipe.hmget(keys.conversation(name.decode(), "state"), *FIELDS)
            rows = await pipe.execute()
        found, left_over = [], []
        for (name, added), row in zip(indexed, rows):
            state = _state(name.decode(), row)
            if state.desk in OPEN:
                found.append(state)
            elif time.time() - added > SETTLED_SECONDS:
                left_over.append(name)
        if left_over:
            await self._client.zrem(keys.DESK, *left_over)
        return tuple(sorted(found, key=lambda state: state.since))

    async def add_note(self, conversation: str, note: Mapping[str, Any]) -> None:
        """Keeps an internal note; it never enters the log the citizen reads."""
        key = keys.conversation(conversation, "notes")
        await self._together.run(
            ("RPUSH", key, orjson.dumps(note)),
            ("LTRIM", key, -KEPT_NOTES, -1),
            ("EXPIRE", key, self._expiry),
        )

    async def notes(self, conversation: str) -> list[dict[str, Any]]:
        """The internal notes, oldest first."""
        found = await self._client.lrange(keys.conversation(conversation, "notes"), 0, -1)
        return [orjson.loads(note) for note in found]

    async def here(self, staff: str, *, status: str = "online") -> None:
        """Somebody is at the desk, or says to be busy or away."""
        if status == "online":
            await self._client.zadd(keys.PRESENCE, {staff: time.time()})
        else:
            await self._client.zrem(keys.PRESENCE, staff)

    async def present(self) -> tuple[str, ...]:
        """Who was heard of just now and takes conversations."""
        since = time.time() - ONLINE_SECONDS
        found = await self._client.zrangebyscore(keys.PRESENCE, since, "+inf")
        return tuple(name.decode() for name in found)

    async def audit(self, record: Mapping[str, Any]) -> None:
        """Keeps who did or read what."""
        await self._record(keys.AUDIT, record)

    async def audit_refused(self, record: Mapping[str, Any]) -> None:
        """Keeps who was refused entry, apart: strangers can push no other record out."""
        await self._record(keys.REFUSED, record)

    async def audited(
        self, *, limit: int = 200, before: str = "", refused: bool = False
    ) -> list[dict[str, Any]]:
        """The latest records before one with this ``id``, newest first, with ``at`` in ms."""
        stream = keys.REFUSED if refused else keys.AUDIT
        end = f"({before}" if before else "+"
        found = await self._client.xrevrange(stream, max=end, count=limit)
        return [
            {"id": i.decode(), "at": int(i.split(b"-")[0]), **orjson.loads(f[b"m"])}
            for i, f in found
        ]

    async def _record(self, stream: str, record: Mapping[str, Any]) -> None:
        fields = {"m": orjson.dumps(dict(record))}
        await self._client.xadd(stream, fields, maxlen=KEPT_AUDIT, approximate=True)


def _state(conversation: str, row: Sequence[bytes | None]) -> DeskState:
    (desk, since, staff, reason, department, channel, seq, read, citizen, mine, shown, typing,
     theirs, writing) = ((value or b"").decode() for value in row)  # fmt: skip
    return DeskState(
        conversation,
        desk or "BOT",
        float(since or 0),
        staff,
        reason,
        department,
        channel,
        int(seq or 0),
        int(read or 0),
        float(citizen or 0),
        float(mine or 0),
        shown,
        float(typing or 0),
        int(theirs or 0),
        float(writing or 0),
    )
