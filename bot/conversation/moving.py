"""Moves what is under way from one conversation to another, in the stored snapshots."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.guidance.state import MAX_JOURNEYS, Dialogue

EMPTY = json.dumps(
    {
        "slots": {},
        "events": [{"event": "action", "name": "action_listen", "timestamp": 0.0, "policy": None}],
    }
)
"""A conversation in which nothing was said yet, waiting for the first message."""


def move(source: str | None, target: str | None) -> tuple[str, str]:
    """Snapshots of source and target after everything of the source went to the target.

    What the target had under way stays behind it; the source remembers that it was moved.
    """
    there, here = json.loads(source or EMPTY), json.loads(target or EMPTY)
    moving = Dialogue.from_slot(there["slots"].get("dialogue"))
    staying = Dialogue.from_slot(here["slots"].get("dialogue"))
    moved_ids = {journey.service for journey in moving.journeys}
    others = tuple(j for j in staying.journeys if j.service not in moved_ids)
    arrived = replace(moving, journeys=(*moving.journeys, *others)[:MAX_JOURNEYS], moved=False)
    there["slots"]["dialogue"] = Dialogue(plain=moving.plain, moved=True).to_slot()
    here["slots"]["dialogue"] = arrived.to_slot()
    here["slots"]["plain"] = arrived.plain
    return json.dumps(there, ensure_ascii=False), json.dumps(here, ensure_ascii=False)


def has_journeys(snapshot: str | None) -> bool:
    """True where something is under way in this snapshot."""
    slots = json.loads(snapshot or EMPTY)["slots"]
    return bool(Dialogue.from_slot(slots.get("dialogue")).open_journeys)
