"""A snapshot of a conversation that nobody can read: set aside, and worked out again.

The log holds what was said, masked as the dialogue saw it, and the state what was remembered
before the last turn that cited the catalogue; saying it again leads to where the person was.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import orjson
import redis.asyncio

from bot.conversation.events import restored
from bot.conversation.replay import CITED, snapshot_before
from bot.conversation.snapshot import UNREADABLE
from bot.conversation.tracker_store import DAMAGED_SECONDS, TurnState
from bot.guidance.state import DIALOGUE_SLOT, Dialogue
from bot.insight.tickets import find_number
from bot.stores import keys
from bot.stores.codes import find_code
from bot.stores.conversations import ConversationLog, Entry
from bot.stores.turns import OpenTurn, Turns

logger = logging.getLogger(__name__)

LINES = 200
"""Messages of the log looked through; a turn must not take longer than its lock lasts."""

How = Literal["recovered", "begun_anew"]
NOTICES: dict[How, str] = {"recovered": "utter_recovered", "begun_anew": "utter_not_recovered"}
"""The responses of domain.yml that tell the person so."""

Run = Callable[[OpenTurn, TurnState, str], Awaitable[object]]
"""Runs the dialogue on a text; what it remembers then is in the state."""


def readable(snapshot: str | None) -> bool:
    """True for a snapshot the dialogue can go on from; none at all is one."""
    if not snapshot:
        return True
    try:
        state = orjson.loads(snapshot)
        Dialogue.from_slot(state["slots"].get(DIALOGUE_SLOT))
        for event in state["events"]:
            restored(event)
    except UNREADABLE:
        return False
    return True


class Recovery:
    """Mends conversations; ``seen`` hears of each, for the metrics."""

    def __init__(
        self, client: redis.asyncio.Redis[bytes], log: ConversationLog, turns: Turns, run: Run
    ) -> None:
        self.seen: Callable[[How], None] = lambda how: None
        self._client = client
        self._log = log
        self._turns = turns
        self._run = run

    async def mended(self, turn: OpenTurn) -> OpenTurn | None:
        """The turn on a snapshot worked out again, or on none; None where its own is readable."""
        if readable(turn.tracker):
            return None
        aside = keys.conversation(turn.conversation, "damaged")
        await self._client.set(aside, turn.tracker or "", ex=DAMAGED_SECONDS)
        tracker = await self._worked_out(turn)
        how: How = "recovered" if tracker else "begun_anew"
        logger.error("a snapshot cannot be read: %s, the damaged one is kept a week", how)
        self.seen(how)
        return replace(turn, tracker=tracker, notice=NOTICES[how])

    async def _worked_out(self, turn: OpenTurn) -> str | None:
        try:
            entries = await self._log.read(
                turn.conversation, after=max(0, turn.seq - LINES), limit=LINES
            )
            before, texts = await self._from(turn, entries)
        except UNREADABLE:
            logger.exception("the log of a damaged conversation cannot be read either")
            return None
        for text in texts:
            state = TurnState(before)
            await self._run(replace(turn, tracker=before), state, text)
            before = state.after or before
        return before

    async def _from(self, turn: OpenTurn, entries: Sequence[Entry]) -> tuple[str | None, list[str]]:
        """A snapshot to begin with (None: the beginning), and what was said from there on."""
        texts = _said_to_the_bot(entries)
        cited = await self._turns.field(turn.conversation, CITED)
        kept = json.loads(cited) if cited else {}
        if kept.get("text") in texts and readable(before := snapshot_before(kept)):
            last = len(texts) - 1 - texts[::-1].index(kept["text"])
            return before, texts[last:]
        return None, texts if entries and entries[0].seq == 1 else []


def _said_to_the_bot(entries: Sequence[Entry]) -> list[str]:
    """What the dialogue answered: no codes, no ticket numbers, nothing that staff were told."""
    answered = [
        str(entry.message["text"])
        for entry, following in pairwise(entries)
        if (entry.sender, following.sender) == ("citizen", "bot")
    ]
    return [text for text in answered if not (find_code(text) or find_number(text))]
