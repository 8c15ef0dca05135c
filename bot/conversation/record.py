"""What the event stream gets of one turn: outcome and subject, and the masked words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bot.guidance.intents import CONTROLS
from bot.guidance.state import DIALOGUE_SLOT, Dialogue
from bot.replies import Outcome

NEAREST_ASPECT = {"validity": "guide", "deadline": "duration", "list": "guide"}
"""Aspects that question sets and reports do not tell apart."""

SURE_ACT = 0.9
"""From this confidence on 「下一步」 is an act and asks about nothing."""


def aspect(parse: Mapping[str, Any]) -> str | None:
    """What is asked about a service, in the words of the question sets; None for other acts.

    What was heard counts unless the intent is surely an act; without it the intent says.
    """
    stated = parse.get("intent") or {}
    intent = str(stated.get("name") or "")
    act = intent in CONTROLS and float(stated.get("confidence") or 0.0) >= SURE_ACT
    if parse.get("asks") and not act:
        return str(parse["asks"])
    name = intent[4:] if intent.startswith("ask_") else None
    return NEAREST_ASPECT.get(name, name) if name else None


def event_of(
    *, conversation: str, text: str, channel: str, outcome: Outcome, tracker: str | None
) -> dict[str, Any]:
    """One turn as an event; ``text`` is masked already."""
    stored = orjson.loads(tracker) if tracker else {}
    dialogue = Dialogue.from_slot(stored.get("slots", {}).get(DIALOGUE_SLOT))
    journey = dialogue.journey
    if journey is not None and dialogue.topic not in ("", journey.service):
        # A question on the side belongs to its own service, and stops at no step of another.
        journey = None
    return {
        "conversation": conversation,
        "text": text,
        "channel": channel,
        "outcome": outcome,
        "service": journey.service if journey else dialogue.topic,
        "aspect": _asked_about(stored.get("events", ())) or dialogue.aspect,
        "asked": (dialogue.asked or journey.step) if journey else "",
        "district": dialogue.district,
    }


def _asked_about(events: Sequence[Mapping[str, Any]]) -> str | None:
    """The aspect of what the person said last."""
    said = next((event for event in reversed(events) if event.get("event") == "user"), None)
    return aspect((said or {}).get("parse_data") or {})
