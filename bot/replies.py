"""The reply every channel renders, and the named outcome of every turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

Kind = Literal[
    "text", "service", "choices", "question", "checklist", "materials", "step", "duration",
    "fee", "place", "condition", "channel", "legal", "progress", "summary", "receipt",
    "handoff", "ticket", "notice",
]  # fmt: skip

Outcome = Literal[
    "answered", "clarified", "asked", "stepped", "controlled", "completed", "out_of_catalog",
    "out_of_scope", "expired", "handed_off", "ticketed", "refused", "failed",
]  # fmt: skip

HandledBy = Literal["bot", "staff"]


LAST_SEQ = 2**53
"""No conversation comes to that; JSON's numbers are exact up to it, and Redis takes it."""


@dataclass(frozen=True)
class Choice:
    """A quick reply: what the button shows and what tapping it says."""

    label: str
    say: str


@dataclass(frozen=True)
class Message:
    """One message to a person; ``text`` alone is enough to act on."""

    kind: Kind
    text: str
    card: dict[str, Any] | None = None
    options: tuple[Choice, ...] = ()
    seq: int = 0


@dataclass(frozen=True)
class Reply:
    """All messages of one turn with its outcome."""

    messages: tuple[Message, ...]
    conversation: str
    outcome: Outcome
    handled_by: HandledBy = "bot"

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape every client sees."""
        made: dict[str, Any] = orjson.loads(orjson.dumps(self, option=orjson.OPT_NON_STR_KEYS))
        return made


@dataclass(frozen=True)
class Draft:
    """What an action says: a response of domain.yml with its facts, and the card."""

    response: str
    kind: Kind
    outcome: Outcome
    facts: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] | None = None
    options: tuple[Choice, ...] = ()
