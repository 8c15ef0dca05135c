"""What WeChat needs kept in Redis about one person: how to reach them, quota, what was decided."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import Literal

import redis.asyncio

from bot.stores import keys
from bot.stores.together import Together

Window = Literal["message", "tap"]

QUOTA: dict[Window, tuple[int, int]] = {"message": (5, 48 * 3600), "tap": (3, 60)}
"""客服 messages and seconds after each kind of act (WeChat, in force since 2023-06-12)."""

KEPT_SECONDS = 600
"""As long as turns remember a message id: decisions, long replies and late ones."""

PARTS = ("wechat", "rest", "late", "order", "alive", "told", "told-parts", "telling")
"""Keys of a person besides those named after one message."""

LONGEST_PUSH = 12
"""Parts a pushed reply may have at most; more than five in 48 hours cannot be sent anyway."""

# The window that ends first is used up first.
_SPEND = """
for _, name in ipairs({'tap', 'message'}) do
  local left = tonumber(redis.call('HGET', KEYS[1], name) or '0')
  local until_ = tonumber(redis.call('HGET', KEYS[1], name .. ':until') or '0')
  if left > 0 and until_ > tonumber(ARGV[1]) then
    redis.call('HINCRBY', KEYS[1], name, -1)
    return 1
  end
end
return 0
"""

_GIVE_BACK = """
for _, name in ipairs({'message', 'tap'}) do
  if tonumber(redis.call('HGET', KEYS[1], name .. ':until') or '0') > tonumber(ARGV[1]) then
    return redis.call('HINCRBY', KEYS[1], name, 1)
  end
end
"""

_DECIDE = """
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2])
return redis.call('GET', KEYS[1])
"""

_DECIDE_REST = """
local decided = redis.call('GET', KEYS[1])
if decided then return decided end
local part = redis.call('LPOP', KEYS[2])
if not part then return false end
local answer = cjson.encode({text = part, pushed = false})
redis.call('SET', KEYS[1], answer, 'EX', ARGV[1])
return answer
"""


@dataclass(frozen=True)
class Decision:
    """What a delivery is answered with; no text means `success`, pushed that more is sent."""

    text: str
    pushed: bool = False


@dataclass(frozen=True)
class Late:
    """A (masked) message whose reply the person has to fetch."""

    message_id: str
    text: str


@dataclass(frozen=True)
class Reach:
    """How many 客服 messages a person can still get, and until when (seconds since 1970)."""

    left: int = 0
    until: int = 0


class WechatStore:
    """Redis adapter of the WeChat channel."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._spend = client.register_script(_SPEND)
        self._give_back = client.register_script(_GIVE_BACK)
        self._decide = client.register_script(_DECIDE)
        self._decide_rest = client.register_script(_DECIDE_REST)
        self._together = Together(client)

    async def reached(self, conversation: str, sealed_openid: str, window: Window) -> None:
        """Notes that the person did something: how to reach them, and how often we may."""
        left, seconds = QUOTA[window]
        key = keys.conversation(conversation, "wechat")
        until = int(time.time()) + seconds
        await self._together.run(
            ("HSET", key, "openid", sealed_openid, window, left, f"{window}:until", until),
            ("EXPIRE", key, QUOTA["message"][1]),
        )

    async def reach(self, conversation: str) -> Reach:
        """The quota of 客服 messages, for whoever writes to a person."""
        stored = await self._client.hgetall(keys.conversation(conversation, "wechat"))
        found = Reach()
        for window in QUOTA:
            left = int(stored.get(window.encode(), 0))
            until = int(stored.get(f"{window}:until".encode(), 0))
            if left > 0 and until > time.time():
                found = Reach(found.left + left, max(found.until, until))
        return found

    async def spend(self, conversation: str) -> bool:
        """Takes one 客服 message from the quota; False when none is left."""
        key = keys.conversation(conversation, "wechat")
        return bool(await self._spend(keys=[key], args=[int(time.time())]))

    async def give_back(self, conversation: str) -> None:
        """Returns what was taken for a message that was not sent."""
        key = keys.conversation(conversation, "wechat")
        await self._give_back(keys=[key], args=[int(time.time())])

    async def sealed_openid(self, conversation: str) -> str | None:
        """How to reach the person of a conversation; None once they are gone or forgotten."""
        found = await self._client.hget(keys.conversation(conversation, "wechat"), "openid")
        return found.decode() if found else None

    async def decided(self, conversation: str, message_id: str) -> Decision | None:
        """What this delivery was answered with already, by whatever process."""
        found = await self._client.get(_answer(conversation, message_id))
        return Decision(**json.loads(found)) if found else None

    async def decide(self, conversation: str, message_id: str, decision: Decision) -> Decision:
        """Settles the answer of a delivery; the first decision stands, and is given."""
        name, value = _answer(conversation, message_id), json.dumps(asdict(decision))
        stood = await self._decide(keys=[name], args=[value, KEPT_SECONDS])
        return Decision(**json.loads(stood))

    async def keep_rest(self, conversation: str, parts: list[str]) -> None:
        """Keeps what did not fit into one passive reply."""
        key = keys.conversation(conversation, "rest")
        await self._together.run(
            ("DEL", key), ("RPUSH", key, *parts), ("EXPIRE", key, KEPT_SECONDS)
        )

    async def decide_rest(self, conversation: str, message_id: str) -> Decision | None:
        """Answers with the next part of a long reply; None when all was sent."""
        names = [_answer(conversation, message_id), keys.conversation(conversation, "rest")]
        found = await self._decide_rest(keys=names, args=[KEPT_SECONDS])
        return Decision(**json.loads(found)) if found else None

    async def set_late(self, conversation: str, late: Late) -> None:
        """Remembers a message whose reply the person has to fetch."""
        key = keys.conversation(conversation, "late")
        await self._client.set(key, json.dumps(asdict(late)), ex=KEPT_SECONDS)

    async def late(self, conversation: str) -> Late | None:
        """The message whose reply waits to be fetched."""
        found = await self._client.get(keys.conversation(conversation, "late"))
        return Late(**json.loads(found)) if found else None

    async def fetched(self, conversation: str) -> None:
        """The late reply has been given."""
        await self._client.delete(keys.conversation(conversation, "late"))

    async def attempts(self, conversation: str, message_id: str) -> int:
        """Counts the deliveries of one message, this one included."""
        key = keys.conversation(conversation, f"try:{message_id}")
        count, _ = await self._together.run(("INCR", key), ("EXPIRE", key, KEPT_SECONDS))
        return int(count)


def of_message(conversation: str, message_id: str) -> list[str]:
    """Keys named after one message."""
    parts = [f"decided:{message_id}", f"try:{message_id}"]
    parts += [f"pushed:{message_id}:{part}" for part in range(LONGEST_PUSH)]
    return [keys.conversation(conversation, part) for part in parts]


def _answer(conversation: str, message_id: str) -> str:
    return keys.conversation(conversation, f"decided:{message_id}")
