"""What WeChat needs kept in Redis: token, sealed openids, pushes to make, quota, long replies."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from typing import Literal

import redis.asyncio

from bot.stores import keys

Window = Literal["message", "tap"]

QUOTA: dict[Window, tuple[int, int]] = {"message": (5, 48 * 3600), "tap": (3, 60)}
"""客服 messages and seconds after each kind of act (WeChat, in force since 2023-06-12)."""

REST_SECONDS = 600
PUSH_TRIES = 5

_SPEND = """
for _, name in ipairs({'message', 'tap'}) do
  local left = tonumber(redis.call('HGET', KEYS[1], name) or '0')
  local until_ = tonumber(redis.call('HGET', KEYS[1], name .. ':until') or '0')
  if left > 0 and until_ > tonumber(ARGV[1]) then
    redis.call('HINCRBY', KEYS[1], name, -1)
    return 1
  end
end
return 0
"""


@dataclass(frozen=True)
class Push:
    """A reply that WeChat no longer waits for: sent as 客服 message by whoever claims it.

    ``skip`` parts of it went out as a passive reply.
    """

    conversation: str
    sealed_openid: str
    message_id: str
    text: str
    skip: int = 0
    tries: int = 0

    def again(self) -> Push:
        """The same push for another try."""
        return replace(self, tries=self.tries + 1)


class WechatStore:
    """Redis adapter of the WeChat channel."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client
        self._spend = client.register_script(_SPEND)

    async def reached(self, conversation: str, sealed_openid: str, window: Window) -> None:
        """Notes that the person did something: how to reach them, and how often we may."""
        left, seconds = QUOTA[window]
        key = keys.conversation(conversation, "wechat")
        fields = {
            "openid": sealed_openid,
            window: left,
            f"{window}:until": int(time.time()) + seconds,
        }
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping=fields)
            pipe.expire(key, QUOTA["message"][1])
            await pipe.execute()

    async def quota(self, conversation: str) -> tuple[int, int]:
        """客服 messages left, and until when (seconds since 1970)."""
        stored = await self._client.hgetall(keys.conversation(conversation, "wechat"))
        best = (0, 0)
        for window in QUOTA:
            left = int(stored.get(window.encode(), 0))
            until = int(stored.get(f"{window}:until".encode(), 0))
            if left > 0 and until > time.time():
                best = (best[0] + left, max(best[1], until))
        return best

    async def spend(self, conversation: str) -> bool:
        """Takes one 客服 message from the quota; False when none is left."""
        key = keys.conversation(conversation, "wechat")
        return bool(await self._spend(keys=[key], args=[int(time.time())]))

    async def sealed_openid(self, conversation: str) -> str | None:
        """How to reach the person of a conversation."""
        found = await self._client.hget(keys.conversation(conversation, "wechat"), "openid")
        return found.decode() if found else None

    async def forget(self, conversation: str) -> None:
        """Deletes everything kept about a person here."""
        names = [keys.conversation(conversation, part) for part in ("wechat", "rest", "late")]
        await self._client.delete(*names)

    async def keep_rest(self, conversation: str, parts: list[str]) -> None:
        """Keeps what did not fit into one passive reply."""
        key = keys.conversation(conversation, "rest")
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.delete(key)
            if parts:
                pipe.rpush(key, *parts)
                pipe.expire(key, REST_SECONDS)
            await pipe.execute()

    async def next_rest(self, conversation: str) -> str | None:
        """The next part of a long reply; None when all was sent."""
        found = await self._client.lpop(keys.conversation(conversation, "rest"))
        return found.decode() if found else None

    async def set_late(self, conversation: str, message_id: str, text: str) -> None:
        """Remembers a message whose reply the person has to fetch."""
        key = keys.conversation(conversation, "late")
        await self._client.set(key, json.dumps([message_id, text]), ex=REST_SECONDS)

    async def take_late(self, conversation: str) -> tuple[str, str] | None:
        """The message whose reply waits to be fetched, once."""
        found = await self._client.getdel(keys.conversation(conversation, "late"))
        return tuple(json.loads(found)) if found else None

    async def attempts(self, conversation: str, message_id: str) -> int:
        """Counts the deliveries of one message, this one included."""
        key = keys.conversation(conversation, f"try:{message_id}")
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.expire(key, REST_SECONDS)
            count, _ = await pipe.execute()
        return int(count)

    async def add_push(self, push: Push) -> None:
        """Puts a push where any process finds it."""
        fields = {"push": json.dumps(asdict(push))}
        await self._client.xadd(keys.WECHAT_PUSHES, fields, maxlen=100_000, approximate=True)

    async def claim_pushes(self, worker: str, *, idle_seconds: float) -> list[tuple[str, Push]]:
        """Pushes nobody works on: new ones, and those whose process died."""
        await self._ensure_group()
        idle = int(idle_seconds * 1000)
        _, old, *_ = await self._client.xautoclaim(
            keys.WECHAT_PUSHES, keys.WECHAT_GROUP, worker, min_idle_time=idle, count=10
        )
        new = await self._client.xreadgroup(
            keys.WECHAT_GROUP, worker, {keys.WECHAT_PUSHES: ">"}, count=10
        )
        entries = [*old, *(entry for _, found in new for entry in found)]
        return [(i.decode(), Push(**json.loads(f[b"push"]))) for i, f in entries if f]

    async def done(self, entry: str) -> None:
        """Takes a push off the list."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.xack(keys.WECHAT_PUSHES, keys.WECHAT_GROUP, entry)
            pipe.xdel(keys.WECHAT_PUSHES, entry)
            await pipe.execute()

    async def first_to_push(self, conversation: str, message_id: str, part: int) -> bool:
        """True once for each part of a reply; a part whose sending failed is freed again."""
        key = keys.conversation(conversation, f"pushed:{message_id}:{part}")
        return bool(await self._client.set(key, 1, nx=True, ex=REST_SECONDS))

    async def not_pushed(self, conversation: str, message_id: str, part: int) -> None:
        """Frees a part whose sending failed."""
        await self._client.delete(keys.conversation(conversation, f"pushed:{message_id}:{part}"))

    async def _ensure_group(self) -> None:
        try:
            await self._client.xgroup_create(
                keys.WECHAT_PUSHES, keys.WECHAT_GROUP, id="0", mkstream=True
            )
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
