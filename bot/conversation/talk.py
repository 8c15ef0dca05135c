"""One turn of the dialogue: Rasa is run, and whatever goes wrong there, something is said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from async_timeout import timeout
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphComponentException

from bot.conversation.collector import Collector
from bot.conversation.pinning import version_to_keep
from bot.conversation.processor import LocalAgent
from bot.conversation.recovery import readable
from bot.conversation.replay import cites, snapshot_before, worked_from
from bot.conversation.tracker_store import TurnState, current_turn
from bot.replies import Message, Outcome
from bot.runtime import Guide, Runtime
from bot.stores.turns import OpenTurn

logger = logging.getLogger(__name__)

SILENT = "utter_failed"
"""Said when an action raised or said nothing."""


@dataclass(frozen=True)
class Talk:
    """Runs Rasa over the catalogue of the runtime; keeps nothing itself."""

    runtime: Runtime
    agent: LocalAgent

    async def run(
        self,
        turn: OpenTurn,
        state: TurnState,
        text: str,
        channel: str,
        *,
        guide: Guide | None = None,
    ) -> tuple[tuple[Message, ...], Outcome]:
        """Runs Rasa; whatever goes wrong there, something is said and nothing is remembered.

        Raises one of UNREADABLE or GraphComponentException where the snapshot is damaged.
        """
        kept = guide or self.runtime.guides.of(version_to_keep(turn.tracker))
        collector = Collector()
        message = UserMessage(text, collector, turn.conversation, input_channel=channel)
        current_turn.set(state)
        try:
            with self.runtime.pinned(kept):
                async with timeout(self.runtime.settings.turn_seconds):
                    await self.agent.ready_processor.handle_message(message)
        except asyncio.TimeoutError:
            logger.error("a turn took longer than %s s", self.runtime.settings.turn_seconds)
        except GraphComponentException:
            if not readable(state.before):
                raise
            logger.exception("a turn broke in Rasa's graph")
        nothing = state.after is None or not collector.messages
        if state.unreadable or (nothing and not readable(state.before)):
            raise ValueError("the snapshot of this conversation cannot be read")
        if nothing:
            lacks = "a snapshot" if collector.messages else "words"
            logger.error("a turn ended without %s: an apology, the lines above say why", lacks)
            state.after = None
            return (self.apology(),), "failed"
        day, model = self.runtime.today(), self.agent.model_id or ""
        state.fields = worked_from(state.before, text, collector.messages, day=day, model=model)
        return tuple(collector.messages), collector.outcome

    async def replay(self, kept: Mapping[str, Any], guide: Guide, *, day: date) -> list[str]:
        """A turn worked out again, leaving no trace: what it says of the catalogue, in words."""
        before = snapshot_before(kept)
        turn = OpenTurn("replay", "", "", before, 0, "", None)
        with self.runtime.on_day(day):
            messages, _ = await self.run(
                turn, TurnState(before), kept["text"], "replay", guide=guide
            )
        return [message.text for message in messages if cites(message.kind, message.card)]

    def apology(self) -> Message:
        """What is said when a turn broke: never silence."""
        return self.words(SILENT)

    def words(self, response: str) -> Message:
        """A response of domain.yml that takes no facts."""
        return Message("notice", self.agent.domain.responses[response][0]["text"])
