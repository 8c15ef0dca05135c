"""An output channel that keeps every bot message whole.

Rasa's own collector splits text at blank lines and sends buttons and cards apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.replies import Choice, Message, Outcome

LEAST_TELLING: tuple[Outcome, ...] = ("controlled", "answered", "asked", "stepped")
"""Outcomes that yield to any other when a turn has several messages, the weakest first."""

TALK_OUTCOMES: dict[str, Outcome] = {
    "utter_out_of_scope": "out_of_scope",
    "utter_failed": "failed",
}


@dataclass
class Collector(OutputChannel):
    """Gathers the messages of one turn and their outcomes."""

    messages: list[Message] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "banshi"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes one bot message as Rasa made it."""
        custom = message.get("custom") or {}
        options = tuple(
            Choice(b["title"], b.get("payload") or b["title"]) for b in message.get("buttons") or ()
        )
        utter = str(message.get("utter_action", ""))
        self.outcomes.append(custom.get("outcome") or TALK_OUTCOMES.get(utter, "controlled"))
        self.messages.append(
            Message(
                kind=custom.get("kind", "text"),
                text=message.get("text") or "",
                card=custom.get("card"),
                options=options,
            )
        )

    @property
    def outcome(self) -> Outcome:
        """The most telling outcome of the turn; ``failed`` when nothing was said."""
        if not self.outcomes:
            return "failed"
        return max(
            self.outcomes,
            key=lambda o: LEAST_TELLING.index(o) if o in LEAST_TELLING else len(LEAST_TELLING),
        )
