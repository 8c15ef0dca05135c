"""What an answer was worked out from, so that it can be worked out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from bot.conversation import snapshot
from bot.conversation.moving import EMPTY
from bot.replies import Message

CITED = "cited"
"""Field of the conversation's state that holds it for the last turn that cited the catalogue."""


def worked_from(
    tracker: str | None, text: str, messages: Sequence[Message], *, day: date, model: str
) -> dict[str, str]:
    """State field of a turn that cites the catalogue: the (masked) words, what was remembered
    before them, the day and the model; empty for other turns."""
    if not any(cites(message.kind, message.card) for message in messages):
        return {}
    slots = snapshot.read(tracker or EMPTY)["slots"]
    kept = {"text": text, "slots": slots, "day": day.isoformat(), "model": model}
    return {CITED: orjson.dumps(kept).decode()}


def cites(kind: str, card: Mapping[str, Any] | None) -> bool:
    """True for a message that rests on the catalogue; a receipt only tells of another."""
    return kind != "receipt" and bool((card or {}).get("service_id"))


def snapshot_before(kept: Mapping[str, Any]) -> str:
    """The conversation as it stood before the turn, as far as an answer can depend on it."""
    return orjson.dumps({**orjson.loads(EMPTY), "slots": kept["slots"]}).decode()
