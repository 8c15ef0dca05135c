"""The one path every message takes: size, seen before, masked, answered."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from typing import Any

import redis

from bot.conversation.engine import Engine
from bot.errors import BotError, BusyError, MessageError
from bot.privacy.masking import mask
from bot.replies import Reply
from bot.stores.seen import SeenMessages
from bot.text.normalise import clean
from connectors.message import InboundMessage

LONGEST_ID = 128
logger = logging.getLogger(__name__)


class Gateway:
    """Takes messages of every channel and answers each exactly once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        seconds = engine.runtime.settings.turn_seconds
        self._seen = SeenMessages(engine.client, pending_seconds=int(seconds * 2))

    async def take(self, message: InboundMessage) -> dict[str, Any]:
        """Gives the reply as JSON; raises MessageError for a message that cannot be taken.

        A message id seen before gives the bytes of the first reply again.
        """
        text = self._text(message)
        if not message.message_id:
            return (await self._answer(message, text)).as_dict()
        if len(message.message_id) > LONGEST_ID:
            raise MessageError(f"message_id: at most {LONGEST_ID} characters")
        return await self._once(message, text)

    def _text(self, message: InboundMessage) -> str:
        limit = self.engine.runtime.settings.max_message_bytes
        if len(message.text.encode("utf-8", "replace")) > limit:
            raise MessageError(f"消息太长了（最多 {limit} 字节），请分几次说")
        text = clean(message.text)
        if not text:
            raise MessageError("消息是空的，请输入要问的内容")
        return mask(text)

    async def _once(self, message: InboundMessage, text: str) -> dict[str, Any]:
        deadline = asyncio.get_running_loop().time() + self.engine.runtime.settings.turn_seconds
        while not await self._seen.claim(message.conversation, message.message_id):
            stored = await self._seen.reply(message.conversation, message.message_id)
            if stored is not None:
                found: dict[str, Any] = json.loads(stored)
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise BusyError("this message is still being answered")
            await asyncio.sleep(0.02)
        try:
            reply = (await self._answer(message, text)).as_dict()
        except BaseException:
            await self._seen.release(message.conversation, message.message_id)
            raise
        await self._seen.keep(message.conversation, message.message_id, json.dumps(reply))
        return reply

    async def _answer(self, message: InboundMessage, text: str) -> Reply:
        try:
            return await self.engine.answer(message.conversation, text, channel=message.channel)
        except (BotError, redis.RedisError):
            raise
        except Exception:
            logger.exception("a turn broke")
            return await self.engine.apologise(message.conversation, text)


def new_conversation() -> str:
    """An id nobody can guess."""
    return secrets.token_urlsafe(18)
