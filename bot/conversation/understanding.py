"""What the assistant makes of one question in a fresh conversation, with its reply."""

from __future__ import annotations

import secrets
from typing import Any

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
    await engine.forget(conversation)
    services = engine.runtime.guide.catalog.services
    return {
        "text": text,
        "intent": parse["intent"]["name"],
        "aspect": aspect(parse),
        "services": [
            {"id": found["id"], "name": services[found["id"]].name, "score": found["score"]}
            for found in parse["services"]["candidates"]
        ],
        "decision": decision(reply),
        "reply": reply["messages"],
    }


def decision(reply: dict[str, Any]) -> str:
    """What was decided, in the words of the question sets."""
    return DECISIONS.get(reply["outcome"], "answer")
