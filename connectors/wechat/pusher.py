"""Sends as 客服 messages what a callback could no longer answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from dataclasses import dataclass
from typing import Any

import redis

from bot.errors import BotError, ChannelError
from bot.stores.places import Places
from bot.stores.pushes import Push, Pushes
from bot.stores.wechat import Decision, WechatStore
from connectors.message import InboundMessage
from connectors.wechat.account import Assistant
from connectors.wechat.render import Outgoing, outgoing, texts
from connectors.wechat.sender import Sender, Undeliverable

IDLE_SECONDS = 5.0
"""A push nobody kept for so long belongs to a process that died."""

PAUSE_SECONDS = 0.2
BACK_OFF_SECONDS = (2.0, 5.0, 10.0, 20.0, 40.0, 60.0)
"""How long a push that failed rests, try by try."""

AT_ONCE = 16
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rest:
    """A push that failed so often, and when it is tried again (on the loop's clock)."""

    push: Push
    tries: int
    until: float


class Pusher:
    """Works off pushes of any process, each person's in order."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        store: WechatStore,
        pushes: Pushes,
        places: Places,
        sender: Sender,
    ) -> None:
        self._assistant = assistant
        self._store = store
        self._pushes = pushes
        self._places = places
        self._sender = sender
        self._name = f"pusher-{secrets.token_hex(4)}"
        self._task: asyncio.Task[None] | None = None
        self._working: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, Rest] = {}

    def start(self) -> None:
        """Begins to work."""
        self._task = asyncio.create_task(self._work(), name="wechat pusher")

    async def stop(self) -> None:
        """Stops; what is unfinished is claimed by another process."""
        for task in (self._task, *self._working.values()):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _work(self) -> None:
        while True:
            try:
                await self._claim()
            except redis.RedisError as error:
                logger.warning("wechat pusher: Redis does not answer: %s", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _claim(self) -> None:
        await self._pushes.keep(self._name, [*self._working, *self._resting])
        room = AT_ONCE - len(self._working)
        if room <= 0:
            return
        found = await self._pushes.claim(self._name, idle_seconds=IDLE_SECONDS, count=room)
        now = asyncio.get_running_loop().time()
        found += [(entry, rest.push) for entry, rest in self._resting.items() if rest.until <= now]
        for entry, push in found:
            if entry not in self._working:
                rest = self._resting.pop(entry, None)
                tries = rest.tries if rest else 0
                self._working[entry] = asyncio.create_task(self._try(entry, push, tries))

    async def _try(self, entry: str, push: Push, tries: int) -> None:
        """One try; a push that failed rests, until it is too old."""
        try:
            if push.too_old:
                logger.error("wechat push: given up after many tries")
            elif not await self._delivered(push):
                self._rest(entry, push, tries)
                return
            await self._pushes.done(entry)
        except (BotError, redis.RedisError) as error:
            logger.error("wechat push, to be tried again: %s", error)
            self._rest(entry, push, tries)
        finally:
            self._working.pop(entry, None)

    def _rest(self, entry: str, push: Push, tries: int) -> None:
        seconds = BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)]
        until = asyncio.get_running_loop().time() + seconds
        self._resting[entry] = Rest(push, tries + 1, until)

    async def _delivered(self, push: Push) -> bool:
        """Answers (or finds the answer given already) and sends what was not sent yet."""
        async with self._places.first(push.conversation, push.message_id):
            if await self._store.sealed_openid(push.conversation) is None:
                logger.info("wechat push: the person has unfollowed, or asked to be forgotten")
                return True
            reply = await self._assistant.take(
                InboundMessage("wechat", push.conversation, push.text, push.message_id)
            )
            for index, part in await self._parts(push, reply):
                if not await self._part(push, index, part):
                    return False
        return True

    async def _parts(self, push: Push, reply: dict[str, Any]) -> list[tuple[int, Outgoing]]:
        """What is left to send: nothing, where the callback answered in the last moment."""
        late = Decision("", pushed=True)
        stood = await self._store.decide(push.conversation, push.message_id, late)
        catalog = self._assistant.catalog()
        if not stood.text:
            return list(enumerate(outgoing(reply, catalog)))
        whole = [Outgoing(text) for text in texts(reply, catalog)]
        return list(enumerate(whole))[1:] if stood.pushed else []

    async def _part(self, push: Push, index: int, part: Outgoing) -> bool:
        """Sends one part unless it was sent; False while another process is sending it."""
        claim = await self._pushes.claim_part(push, index)
        if claim != "mine":
            return claim == "sent"
        try:
            await self._sender.send(push.conversation, part)
        except Undeliverable as error:
            logger.warning("wechat: a part cannot be sent: %s", error)
        except ChannelError:
            await self._pushes.not_sent(push, index)
            raise
        await self._pushes.sent(push, index)
        return True
