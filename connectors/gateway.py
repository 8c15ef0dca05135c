"""The one path every message takes: size, seen before, masked, answered."""

from __future__ import annotations

import hashlib
import logging
import secrets
from typing import Any

import redis

from bot import logs
from bot.conversation.engine import Engine
from bot.errors import BotError, MessageError
from bot.privacy import pieces
from bot.privacy.masking import mask
from bot.stores.turns import Writer
from bot.text.normalise import MAX_LENGTH, clean
from connectors.message import InboundMessage
from connectors.metrics import BROKEN, DAMAGED, REFUSED, TURNS

LONGEST_ID = 128
TRIES = 2
logger = logging.getLogger(__name__)


class Gateway:
    """Takes messages of every channel and answers each exactly once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        engine.recovery.seen = lambda how: DAMAGED.labels(how).inc()
        engine.codes.guessed.refused = REFUSED.labels("code").inc

    async def take(self, message: InboundMessage) -> dict[str, Any]:
        """Gives the reply as JSON; raises MessageError for a message that cannot be taken,
        OftenError for one too many, BusyError when the conversation is blocked, RedisError when
        nothing can be kept.

        A message id seen before gets the first reply again, whichever process gave it. A turn
        that broke wrote nothing, so it is tried once more before somebody has to say it again.
        """
        said = pieces.read(self._text(message))
        logs.conversation.set(logs.pseudonym(message.conversation))
        for _ in range(TRIES):
            try:
                reply = await self._answered(message, said)
            except (BotError, redis.RedisError):
                raise
            except Exception:
                logger.exception("a turn broke")
            else:
                TURNS.labels(message.channel, reply["outcome"]).inc()
                if reply["outcome"] == "failed":
                    BROKEN.labels(message.channel).inc()
                return reply
        BROKEN.labels(message.channel).inc()
        return self.engine.apology(message.conversation).as_dict()

    async def _answered(self, message: InboundMessage, said: pieces.Line) -> dict[str, Any]:
        return await self.engine.answer(
            message.conversation,
            said,
            channel=message.channel,
            message_id=_id(message),
            begun=message.begun,
            writer=Writer(self.engine.runtime.settings.person_per_minute, message.address),
        )

    def _text(self, message: InboundMessage) -> str:
        """The text as it was written, cleaned."""
        if len(message.message_id) > LONGEST_ID:
            raise MessageError(f"message_id: at most {LONGEST_ID} characters")
        _writable(message.message_id, message.conversation)
        limit = self.engine.runtime.settings.max_message_bytes
        written = message.text.encode("utf-8", "replace")
        if len(written) > limit:
            raise MessageError(f"消息太长了（最多 {limit} 字节），请分几次说")
        # Half a surrogate pair is no character and cannot be stored; it is a "?" from here on.
        text = clean(written.decode("utf-8"))
        if len(text) > MAX_LENGTH:
            raise MessageError(f"消息太长了（最多 {MAX_LENGTH} 字），请分几次说")
        if not text:
            raise MessageError("消息是空的，请输入要问的内容")
        return text

    async def masked(self, conversation: str, text: str) -> str:
        """The text as it may be kept anywhere, also as the rest of a number begun before."""
        begun = await self.engine.turns.field(conversation, "number") or ""
        return pieces.read(text).after(pieces.Open.read(begun))[0]


def _id(message: InboundMessage) -> str:
    """The message id; one that could be somebody's number is kept as its hash."""
    given = message.message_id
    return given if mask(given) == given else hashlib.sha256(given.encode()).hexdigest()


def _writable(*ids: str) -> None:
    """Raises MessageError for half a surrogate pair: no key can be made of it."""
    try:
        "".join(ids).encode()
    except UnicodeEncodeError as error:
        raise MessageError("message_id, conversation: 有不成对的字符") from error


def new_conversation() -> str:
    """An id nobody can guess."""
    return secrets.token_urlsafe(18)
