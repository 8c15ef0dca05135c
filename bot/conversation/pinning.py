"""Which catalogue version a turn has to keep to."""

from __future__ import annotations

import orjson

from bot.guidance.state import Dialogue

DIALOGUE_SLOT = "dialogue"


def version_to_keep(tracker: str | None) -> str:
    """The version a question under way was asked from; empty at a safe point.

    Safe is everything but an open question: its options must still be there when the answer comes.
    """
    if not tracker:
        return ""
    slot = orjson.loads(tracker)["slots"].get(DIALOGUE_SLOT) or {}
    journey = Dialogue.from_slot(slot).journey if slot.get("asked") else None
    return journey.version if journey is not None else ""
