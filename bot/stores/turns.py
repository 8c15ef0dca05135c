"""One turn of one conversation: opened under a lock, committed whole or not at all.

Opening counts the message, takes the lock and reads everything the turn needs in one round
trip; committing writes the state, the log, the reply and frees the lock in another. A process
killed in between leaves nothing behind but a lock that runs out, and the message can be sent
again.
A process that was too slow finds its lock gone and commits nothing; one that committed and was
not told finds its own token in the state.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson
import redis.asyncio

from bot.errors import BusyError, DeskChanged, OftenError
from bot.stores import keys
from bot.stores.lock import Lock

SEEN_SECONDS = 600
"""How long a repeated delivery gets the first reply; WeChat repeats within 15 s."""

MINUTE = 60
TOO_OFTEN = [b"often"]
KEPT_MESSAGES = 2000
POLL_SECONDS = 0.01

_OPEN = """
if ARGV[3] ~= '0' then
  local said = redis.call('INCR', KEYS[3])
  if said == 1 then redis.call('EXPIRE', KEYS[3], ARGV[4]) end
  if said > tonumber(ARGV[3]) then return {'often'} end
end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
  and redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local state = redis.call('HMGET', KEYS[2], 'tracker', 'seq', 'desk', 'number')
local seen = false
if KEYS[4] then seen = redis.call('GET', KEYS[4]) end
return {state[1], state[2], state[3], state[4], seen}
"""

_COMMIT = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.call('HGET', KEYS[2], 'committed') == ARGV[1] and 1 or 0
end
if (redis.call('HGET', KEYS[2], 'desk') or '') ~= ARGV[2] then return -1 end
local last = 8 + ARGV[8]
redis.call('HSET', KEYS[2], 'committed', ARGV[1], unpack(ARGV, last + 1))
local seq = redis.call('HINCRBY', KEYS[2], 'seq', ARGV[8]) - last
for i = 9, last do
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], (seq + i) .. '-0', 'm', ARGV[i])
end
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[3])
if KEYS[4] then redis.call('SET', KEYS[4], ARGV[5], 'EX', ARGV[6]) end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[7], '')
return 1
"""


@dataclass(frozen=True)
class OpenTurn:
    """A turn that holds the lock: the state as it stands, and an earlier reply to this message.

    ``number`` is what the citizen's last line left unfinished (bot/privacy/pieces.py), and
    ``leaves`` what this one does. ``address`` is where the message came from, and ``notice`` names
    a response that the person hears first.
    """

    conversation: str
    message_id: str
    token: str
    tracker: str | None
    seq: int
    desk: str
    earlier_reply: dict[str, Any] | None
    number: str = ""
    leaves: str = ""
    address: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Writer:
    """Who writes, as far as limits go: messages a minute (0: as many as one likes), and from where
    (empty: from this machine, or the channel does not say)."""

    per_minute: int = 0
    address: str = ""


ANYBODY = Writer()


class Turns:
    """Opens and commits turns; any process may serve any conversation."""

    def __init__(
        self, client: redis.asyncio.Redis[bytes], *, hold_seconds: float, expiry_seconds: int
    ) -> None:
        self._client = client
        self._hold = int(hold_seconds * 1000)
        self._expiry = expiry_seconds
        self._open = client.register_script(_OPEN)
        self._commit = client.register_script(_COMMIT)
        self._lock = Lock(client)

    async def open(
        self, conversation: str, *, message_id: str = "", wait: float, writer: Writer = ANYBODY
    ) -> OpenTurn:
        """Waits for the conversation; raises BusyError when it stays taken for ``wait`` seconds,
        OftenError where its ``writer`` has said too much in this minute.
        """
        token = secrets.token_hex(8)
        names = [self._key(conversation, part) for part in ("lock", "state", "rate")]
        names += [keys.seen(conversation, message_id)] if message_id else []
        deadline = asyncio.get_running_loop().time() + wait
        most = writer.per_minute
        while not (found := await self._open(keys=names, args=[token, self._hold, most, MINUTE])):
            most = 0
            if asyncio.get_running_loop().time() > deadline:
                raise BusyError("上一条消息还在处理，请稍等几秒再发")
            await asyncio.sleep(POLL_SECONDS)
        if found == TOO_OFTEN:
            raise OftenError("您发得太快了，请过一分钟再试")
        tracker, seq, desk, number, seen = found
        return OpenTurn(
            conversation=conversation,
            message_id=message_id,
            token=token,
            tracker=tracker.decode(errors="replace") if tracker else None,
            seq=int(seq or 0),
            desk=desk.decode() if desk else "",
            earlier_reply=orjson.loads(seen) if seen else None,
            number=number.decode() if number else "",
            address=writer.address,
        )

    async def commit(
        self,
        turn: OpenTurn,
        *,
        tracker: str | None,
        reply: dict[str, Any],
        said: Sequence[dict[str, Any]],
        fields: Mapping[str, str] | None = None,
    ) -> bool:
        """Writes everything of a turn and frees the lock; False when the lock had run out.

        ``fields`` go into the state as well.
        Raises DeskChanged, writing nothing and keeping the lock, when a person took the
        conversation over since the turn was opened.
        """
        names = [self._key(turn.conversation, part) for part in ("lock", "state", "log")]
        names += [keys.seen(turn.conversation, turn.message_id)] if turn.message_id else []
        now = round(time.time())
        lines = [orjson.dumps({**line, "at": now}) for line in said]
        stored = orjson.dumps(reply) if turn.message_id else b""
        state = {**(fields or {}), **({"tracker": tracker} if tracker else {})}
        done = await self._commit(
            keys=names,
            args=[
                turn.token, turn.desk, self._expiry, KEPT_MESSAGES, stored, SEEN_SECONDS,
                keys.news(turn.conversation), len(lines), *lines,
                *chain.from_iterable(state.items()),
            ],
        )  # fmt: skip
        if done < 0:
            raise DeskChanged("工作人员刚刚接手了这次会话")
        return bool(done)

    async def tracker(self, conversation: str) -> str | None:
        """The dialogue's snapshot as it stands, without opening a turn."""
        found = await self._client.hget(self._key(conversation, "state"), "tracker")
        return found.decode() if found else None

    async def field(self, conversation: str, name: str) -> str | None:
        """One field of the state that a turn committed."""
        found = await self._client.hget(self._key(conversation, "state"), name)
        return found.decode() if found else None

    async def release(self, turn: OpenTurn) -> None:
        """Frees the lock without writing anything."""
        await self._lock.free(self._key(turn.conversation, "lock"), turn.token)

    @staticmethod
    def _key(conversation: str, part: str) -> str:
        return keys.conversation(conversation, part)
