"""Sends as 客服 messages what a callback could no longer answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
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
"""A push claimed this long ago failed, or belongs to a process that died."""

PAUSE_SECONDS = 0.2
AT_ONCE = 16
logger = logging.getLogger(__name__)


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
        room = AT_ONCE - len(self._working)
        if room <= 0:
            return
        found = await self._pushes.claim(self._name, idle_seconds=IDLE_SECONDS, count=room)
        for entry, push in found:
            if entry not in self._working:
                self._working[entry] = asyncio.create_task(self._try(entry, push))

    async def _try(self, entry: str, push: Push) -> None:
        """One try; a push that failed stays on the list until it is too old."""
        try:
            if push.too_old:
                logger.error("wechat push: given up after many tries")
            elif not await self._delivered(push):
                return
            await self._pushes.done(entry)
        except (BotError, redis.RedisError) as error:
            logger.error("wechat push, to be tried again: %s", error)
        finally:
            self._working.pop(entry, None)

    async def _delivered(self, push: Push) -> bool:
        """Answers (or finds the answer given already) and sends what was not sent yet."""
        async with self._places.first(push.conversation, push.message_id):
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
