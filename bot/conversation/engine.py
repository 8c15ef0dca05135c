"""One message in, one reply out: the lock, Rasa, and the log of what was said."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict, replace
from typing import Any

import redis.asyncio
from rasa.core.channels.channel import UserMessage
from rasa.model import get_latest_model

from bot.conversation.collector import Collector
from bot.conversation.processor import LocalAgent
from bot.conversation.tracker_store import SECONDS_A_DAY, RedisWindowTrackerStore
from bot.errors import ModelError
from bot.replies import Message, Outcome, Reply
from bot.runtime import Runtime
from bot.stores.connect import connect, redis_url
from bot.stores.conversations import ConversationLog, Entry
from bot.stores.locks import conversation_lock
from bot.text.segment import tokenizer

logger = logging.getLogger(__name__)
SILENT = "utter_failed"


class Engine:
    """The assistant of one process; any process may answer any conversation."""

    def __init__(self, runtime: Runtime, agent: LocalAgent, client: redis.asyncio.Redis) -> None:
        self.runtime = runtime
        self.agent = agent
        self.client = client
        expiry = runtime.settings.conversation_days * SECONDS_A_DAY
        self.log = ConversationLog(client, expiry_seconds=expiry)

    @classmethod
    async def load(cls, runtime: Runtime) -> Engine:
        """Loads the newest model and warms everything up; raises ModelError, StoreError."""
        model = get_latest_model(str(runtime.settings.models_dir))
        if model is None:
            raise ModelError(
                f"no trained model in {runtime.settings.models_dir}/: run `banshi train` first"
            )
        tokenizer()
        client = connect(redis_url(runtime.settings))
        agent = LocalAgent(tracker_store=RedisWindowTrackerStore(None, client=client))
        agent.load_model(model)
        engine = cls(runtime, agent, client)
        await engine.parse("你好")
        return engine

    async def parse(self, text: str) -> dict[str, Any]:
        """What is understood of a text, leaving no trace."""
        parsed: dict[str, Any] = await self.agent.parse_message(text)
        return parsed

    async def answer(self, conversation: str, text: str, *, channel: str) -> Reply:
        """Answers one (masked) message; raises BusyError when the conversation is blocked."""
        seconds = self.runtime.settings.turn_seconds
        async with conversation_lock(
            self.client, conversation, hold=seconds * 2, wait=seconds
        ):
            messages, outcome = await self._turn(conversation, text, channel)
            return await self._record(conversation, text, messages, outcome)

    async def apologise(self, conversation: str, text: str) -> Reply:
        """The reply to a message whose turn broke: never silence."""
        return await self._record(conversation, text, (self._apology(),), "failed")

    async def history(self, conversation: str, *, after: int = 0) -> list[Entry]:
        """What was said after a sequence number."""
        return await self.log.read(conversation, after=after)

    async def forget(self, conversation: str) -> None:
        """Deletes everything kept of one conversation."""
        await self.log.delete(conversation)

    async def close(self) -> None:
        """Lets go of Redis."""
        await self.client.close()

    async def _turn(
        self, conversation: str, text: str, channel: str
    ) -> tuple[tuple[Message, ...], Outcome]:
        collector = Collector()
        message = UserMessage(text, collector, conversation, input_channel=channel)
        try:
            await asyncio.wait_for(
                self.agent.ready_processor.handle_message(message),
                self.runtime.settings.turn_seconds,
            )
        except asyncio.TimeoutError:
            logger.error("a turn took longer than %s s", self.runtime.settings.turn_seconds)
        if not collector.messages:
            return (self._apology(),), "failed"
        return tuple(collector.messages), collector.outcome

    def _apology(self) -> Message:
        text = self.agent.domain.responses[SILENT][0]["text"]
        return Message("notice", text)

    async def _record(
        self, conversation: str, text: str, messages: tuple[Message, ...], outcome: Outcome
    ) -> Reply:
        said = ("citizen", {"kind": "text", "text": text})
        entries = [said, *(("bot", _without_seq(message)) for message in messages)]
        first = await self.log.append(conversation, entries)
        numbered = tuple(replace(m, seq=first + i) for i, m in enumerate(messages, 1))
        return Reply(numbered, conversation, outcome)


def _without_seq(message: Message) -> dict[str, Any]:
    fields = asdict(message)
    del fields["seq"]
    return json.loads(json.dumps(fields))
