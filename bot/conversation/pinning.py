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
    dialogue = Dialogue.from_slot(orjson.loads(tracker)["slots"].get(DIALOGUE_SLOT))
    journey = dialogue.journey
    return journey.version if journey is not None and dialogue.asked else ""
