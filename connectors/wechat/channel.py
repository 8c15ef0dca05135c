"""One WeChat account: answers in time, or makes sure that the answer still arrives."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.errors import BotError
from bot.settings import Settings
from bot.stores.wechat import Push, WechatStore
from connectors.gateway import Gateway
from connectors.message import InboundMessage
from connectors.wechat import words
from connectors.wechat.client import WechatClient
from connectors.wechat.crypto import Cryptor
from connectors.wechat.identity import Identity
from connectors.wechat.intake import fixed_reply, said, window
from connectors.wechat.messages import WechatMessage
from connectors.wechat.render import text_reply, texts

LAST_DELIVERY = 3
"""WeChat delivers a message three times in all, five seconds apart."""

logger = logging.getLogger(__name__)


class WechatChannel:
    """Takes callbacks and gives the XML to answer with, or None for `success`."""

    def __init__(self, gateway: Gateway, store: WechatStore, client: WechatClient) -> None:
        settings: Settings = gateway.engine.runtime.settings
        self.token = settings.wechat_token
        self.identity = Identity(settings.secret)
        self.cryptor = (
            Cryptor.from_encoding_key(settings.wechat_aes_key, settings.wechat_appid)
            if settings.wechat_aes_key
            else None
        )
        self.store = store
        self.client = client
        self._gateway = gateway
        self._verified = settings.wechat_verified
        self._wait = settings.wechat_wait_seconds
        self._running: set[asyncio.Task[dict[str, Any]]] = set()

    async def take(self, message: WechatMessage) -> str | None:
        """Answers one delivery."""
        conversation = self.identity.conversation(message.sender)
        if message.kind == "event" and message.event == "unsubscribe":
            await self._gateway.engine.forget(conversation)
            await self.store.forget(conversation)
            return None
        opened = window(message)
        if opened:
            await self.store.reached(conversation, self.identity.seal(message.sender), opened)
        text = said(message)
        if not text.strip():
            fixed = fixed_reply(message)
            return self._xml(message, fixed) if fixed else None
        return await self._answer(message, conversation, text)

    async def _answer(self, message: WechatMessage, conversation: str, text: str) -> str | None:
        message_id = self.identity.delivery(message.key)
        if text.strip() in words.MORE_WORDS:
            rest = await self.store.next_rest(conversation)
            if rest is not None:
                return self._xml(message, rest)
        late = await self.store.take_late(conversation)
        if late is not None and late[0] != message_id:
            message_id, text = late
        task = self._start(conversation, message_id, text)
        done, _ = await asyncio.wait({task}, timeout=self._wait)
        if done:
            return await self._passive(message, conversation, (message_id, text), task.result())
        return await self._too_late(message, conversation, message_id, text)

    def _start(self, conversation: str, message_id: str, text: str) -> asyncio.Task[dict[str, Any]]:
        """Runs the turn; it goes on when the callback stops waiting."""
        inbound = InboundMessage("wechat", conversation, text, message_id)
        task = asyncio.create_task(self._take(inbound))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _take(self, inbound: InboundMessage) -> dict[str, Any]:
        try:
            return await self._gateway.take(inbound)
        except BotError as error:
            logger.warning("wechat: %s", error)
            return {"messages": [{"text": words.FAILED, "options": []}]}

    async def _passive(
        self,
        message: WechatMessage,
        conversation: str,
        asked: tuple[str, str],
        reply: dict[str, Any],
    ) -> str | None:
        message_id, text = asked
        parts = texts(reply)
        if not parts:
            return None
        first, rest = parts[0], parts[1:]
        if rest and self._verified:
            await self._push_later(message, conversation, message_id, text, skip=1)
        elif rest:
            await self.store.keep_rest(conversation, rest)
            first = f"{first}\n{words.MORE}"
        return self._xml(message, first)

    async def _too_late(
        self, message: WechatMessage, conversation: str, message_id: str, text: str
    ) -> str | None:
        """Five seconds are over: push later, or hold for the next delivery, or let them fetch."""
        if self._verified:
            await self._push_later(message, conversation, message_id, text)
            return None
        if await self.store.attempts(conversation, message_id) < LAST_DELIVERY:
            await asyncio.sleep(5)
            return None
        await self.store.set_late(conversation, message_id, self._gateway.masked(text))
        return self._xml(message, words.WORKING_ON_IT)

    async def _push_later(
        self,
        message: WechatMessage,
        conversation: str,
        message_id: str,
        text: str,
        *,
        skip: int = 0,
    ) -> None:
        sealed = self.identity.seal(message.sender)
        masked = self._gateway.masked(text)
        await self.store.add_push(Push(conversation, sealed, message_id, masked, skip))

    def _xml(self, message: WechatMessage, content: str) -> str:
        return text_reply(
            to=message.sender, account=message.account, created=message.created, content=content
        )
