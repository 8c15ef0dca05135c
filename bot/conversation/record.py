"""What the event stream gets of one turn: outcome and subject, and the masked words."""

from __future__ import annotations

from typing import Any

import orjson

from bot.conversation.pinning import DIALOGUE_SLOT
from bot.guidance.state import Dialogue
from bot.replies import Outcome


def event_of(
    *, conversation: str, text: str, channel: str, outcome: Outcome, tracker: str | None
) -> dict[str, Any]:
    """One turn as an event; ``text`` is masked already."""
    slots = orjson.loads(tracker)["slots"] if tracker else {}
    dialogue = Dialogue.from_slot(slots.get(DIALOGUE_SLOT))
    journey = dialogue.journey
    return {
        "conversation": conversation,
        "text": text,
        "channel": channel,
        "outcome": outcome,
        "service": journey.service if journey else dialogue.topic,
        "aspect": dialogue.aspect,
        "asked": dialogue.asked or (journey.step if journey else ""),
        "district": dialogue.district,
    }
