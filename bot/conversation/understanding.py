"""What the assistant makes of one question in a fresh conversation, with its reply."""

from __future__ import annotations

import secrets
from typing import Any

from bot.catalog.model import Catalog
from bot.conversation.engine import Engine
from bot.conversation.record import aspect
from bot.privacy.pieces import read

DECISIONS = {
    "clarified": "clarify",
    "out_of_catalog": "reject",
    "out_of_scope": "reject",
    "refused": "reject",
    "failed": "reject",
    "controlled": "control",
    "handed_off": "handoff",
    "ticketed": "complaint",
}
"""Outcome of a turn → decision in the words of the question sets; any other is an answer."""


async def understand(engine: Engine, text: str) -> dict[str, Any]:
    """The line `banshi ask --json` prints for one question."""
    said = read(text)
    parse = await engine.parse(said.text)
    conversation = f"ask-{secrets.token_hex(8)}"
    reply = await engine.answer(conversation, said, channel="ask")
    await engine.personal.forget(conversation)
    catalog = engine.runtime.guide.catalog
    return {
        "text": text,
        "intent": parse["intent"]["name"],
        "aspect": aspect(parse),
        "services": [
            {"id": found["id"], "name": catalog.services[found["id"]].name, "score": found["score"]}
            for found in parse["services"]["candidates"]
        ],
        "decision": decision(reply, catalog),
        "reply": reply["messages"],
    }


def decision(reply: dict[str, Any], catalog: Catalog) -> str:
    """What was decided, in the words of the question sets.

    A life event is no one service: its questions find out which are meant.
    """
    made = DECISIONS.get(reply["outcome"], "answer")
    cards = (message.get("card") or {} for message in reply["messages"])
    if made == "answer" and any(c.get("service_id") in catalog.life_events for c in cards):
        return "clarify"
    return made
