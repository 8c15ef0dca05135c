"""Sends as 客服 messages what a callback could no longer answer, exactly once each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets

import redis

from bot.errors import BotError
from bot.stores.wechat import PUSH_TRIES, Push, WechatStore
from connectors.gateway import Gateway
from connectors.message import InboundMessage
from connectors.wechat.client import WechatClient
from connectors.wechat.identity import Identity
from connectors.wechat.render import texts

IDLE_SECONDS = 20.0
"""A push claimed this long ago belongs to a process that died."""

PAUSE_SECONDS = 0.2
logger = logging.getLogger(__name__)


class Pusher:
    """Works off pushes of any process, one after the other."""

    def __init__(
        self, gateway: Gateway, store: WechatStore, client: WechatClient, identity: Identity
    ) -> None:
        self._gateway = gateway
        self._store = store
        self._client = client
        self._identity = identity
        self._name = f"pusher-{secrets.token_hex(4)}"
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to work."""
        self._task = asyncio.create_task(self._work(), name="wechat pusher")

    async def stop(self) -> None:
        """Stops; what is unfinished is claimed by another process."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        while True:
            try:
                found = await self._store.claim_pushes(self._name, idle_seconds=IDLE_SECONDS)
                for entry, push in found:
                    await self._deliver(push)
                    await self._store.done(entry)
            except redis.RedisError as error:
                logger.warning("wechat pusher: Redis does not answer: %s", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _deliver(self, push: Push) -> None:
        """Answers (or finds the answer given already) and sends what was not sent yet."""
        try:
            reply = await self._gateway.take(
                InboundMessage("wechat", push.conversation, push.text, push.message_id)
            )
            openid = self._identity.unseal(push.sealed_openid)
            for index, part in list(enumerate(texts(reply)))[push.skip :]:
                await self._send(push, index, openid, part)
        except BotError as error:
            logger.error("wechat push: %s", error)
            if push.tries < PUSH_TRIES:
                await self._store.add_push(push.again())

    async def _send(self, push: Push, index: int, openid: str, part: str) -> None:
        name = (push.conversation, push.message_id, index)
        if not await self._store.first_to_push(*name):
            return
        if not await self._store.spend(push.conversation):
            logger.warning("wechat: the quota of 客服 messages is used up, a part is not sent")
            return
        try:
            await self._client.send_text(openid, part)
        except BotError:
            await self._store.not_pushed(*name)
            raise
