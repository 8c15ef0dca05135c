"""What staff get to see of a conversation: its lines, the journey, what the bot understood."""

from __future__ import annotations

import json
from typing import Any

from bot.guidance.state import DIALOGUE_SLOT, Dialogue
from bot.stores.conversations import Entry
from connectors.console.service import ConsoleService

LAST_TURNS = 200
LEAST_LIKELY = 0.1


async def last_entries(console: ConsoleService, conversation: str, seq: int) -> list[Entry]:
    """The last lines of a conversation."""
    log = console.gateway.engine.log
    return await log.read(conversation, after=max(0, seq - LAST_TURNS), limit=LAST_TURNS)


async def dialogue_of(console: ConsoleService, conversation: str) -> Dialogue:
    """Where the dialogue of a conversation stands."""
    tracker = await console.gateway.engine.turns.tracker(conversation)
    slots = json.loads(tracker)["slots"] if tracker else {}
    return Dialogue.from_slot(slots.get(DIALOGUE_SLOT))


async def journey_of(console: ConsoleService, conversation: str) -> dict[str, Any] | None:
    """The service at hand and how far the person has come; None where none is."""
    dialogue = await dialogue_of(console, conversation)
    guide = console.gateway.engine.runtime.guide
    journey = dialogue.journey
    plan = guide.plan(journey.service) if journey else None
    if journey is None or plan is None:
        owner = guide.catalog.services.get(dialogue.topic)
        return {"service": owner.id, "name": owner.name, "answers": {}} if owner else None
    return {"service": plan.id, "name": plan.name, "answers": dict(journey.answers),
            "step": journey.step, "done": journey.done, "asked": dialogue.asked}  # fmt: skip


async def thought_about(console: ConsoleService, texts: list[str]) -> dict[str, Any] | None:
    """What the bot understood of the last thing that was about a service."""
    services = console.gateway.engine.runtime.guide.catalog.services
    for text in reversed(texts):
        parsed = await console.gateway.engine.parse(text)
        candidates = [
            c for c in (parsed.get("services") or {}).get("candidates", ())[:3]
            if c["id"] in services and c["score"] >= LEAST_LIKELY
        ]  # fmt: skip
        if candidates:
            break
    else:
        return None
    return {
        "text": text,
        "intent": parsed.get("intent"),
        "services": [
            {"id": c["id"], "name": services[c["id"]].name, "score": round(float(c["score"]), 3)}
            for c in candidates
        ],
    }
