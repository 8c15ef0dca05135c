"""Replies to push, claimed by any process; a process that dies leaves them to the others."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

import redis.asyncio

from bot.stores import keys
from bot.stores.together import Together
from bot.stores.wechat import KEPT_SECONDS

Claim = Literal["mine", "sent", "busy"]
SENDING_SECONDS = 30
"""A part being sent this long ago belongs to a process that died; it is sent again."""

KEPT_PUSHES = 100_000


@dataclass(frozen=True)
class Push:
    """A message whose reply, or the rest of it, WeChat no longer waits for."""

    conversation: str
    message_id: str
    text: str
    since: float = field(default_factory=time.time)

    @property
    def too_old(self) -> bool:
        """True when the reply is no longer remembered and could only be made anew."""
        return time.time() - self.since > KEPT_SECONDS - SENDING_SECONDS


class Pushes:
    """A Redis stream with a consumer group."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._together = Together(client)

    async def add(self, push: Push) -> None:
        """Puts a push where any process finds it."""
        fields = {"push": json.dumps(asdict(push))}
        await self._client.xadd(keys.WECHAT_PUSHES, fields, maxlen=KEPT_PUSHES, approximate=True)

    async def claim(
        self, worker: str, *, idle_seconds: float, count: int
    ) -> list[tuple[str, Push]]:
        """Pushes nobody works on: those whose process died, and new ones."""
        await self._ensure_group()
        _, old, *_ = await self._client.xautoclaim(
            keys.WECHAT_PUSHES,
            keys.WECHAT_GROUP,
            worker,
            min_idle_time=int(idle_seconds * 1000),
            count=count,
        )
        new = await self._client.xreadgroup(
            keys.WECHAT_GROUP, worker, {keys.WECHAT_PUSHES: ">"}, count=count
        )
        entries = [*old, *(entry for _, found in new for entry in found)]
        return [(i.decode(), Push(**json.loads(f[b"push"]))) for i, f in entries if f]

    async def keep(self, worker: str, entries: Sequence[str]) -> None:
        """Says that pushes are still worked on, so that no other process takes them."""
        if entries:
            await self._client.xclaim(  # type: ignore[no-untyped-call]
                keys.WECHAT_PUSHES,
                keys.WECHAT_GROUP,
                worker,
                min_idle_time=0,
                message_ids=list(entries),
                justid=True,
            )

    async def done(self, entry: str) -> None:
        """Takes a push off the list."""
        await self._together.run(
            ("XACK", keys.WECHAT_PUSHES, keys.WECHAT_GROUP, entry),
            ("XDEL", keys.WECHAT_PUSHES, entry),
        )

    async def claim_part(self, push: Push, part: int) -> Claim:
        """Whether to send a part: one process at a time does, until it is marked as sent."""
        key = _part(push, part)
        if await self._client.set(key, "sending", nx=True, ex=SENDING_SECONDS):
            return "mine"
        return "sent" if await self._client.get(key) == b"sent" else "busy"

    async def sent(self, push: Push, part: int) -> None:
        """The part reached WeChat: nobody sends it again."""
        await self._client.set(_part(push, part), "sent", ex=KEPT_SECONDS)

    async def not_sent(self, push: Push, part: int) -> None:
        """Frees a part whose sending failed."""
        await self._client.delete(_part(push, part))

    async def _ensure_group(self) -> None:
        try:
            await self._client.xgroup_create(
                keys.WECHAT_PUSHES, keys.WECHAT_GROUP, id="0", mkstream=True
            )
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def _part(push: Push, part: int) -> str:
    return keys.conversation(push.conversation, f"pushed:{push.message_id}:{part}")
