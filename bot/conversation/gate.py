"""The gate before the dialogue: while a person is asked for or has it, the bot is silent."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from bot.handoff import words
from bot.handoff.desk import Desk
from bot.handoff.hours import CHINA, Hours
from bot.replies import Message, Outcome
from bot.stores.turns import OpenTurn

WITH_STAFF = ("WAITING", "HUMAN")
REASON = "citizen asked"


class Gate:
    """Decides what a hand-off leads to, and what is written with a turn."""

    def __init__(self, desk: Desk, hours: Hours) -> None:
        self.desk = desk
        self._hours = hours

    @staticmethod
    def shut(turn: OpenTurn) -> bool:
        """True while the message belongs to staff."""
        return turn.desk in WITH_STAFF

    @staticmethod
    def leaves(turn: OpenTurn, text: str) -> bool:
        """True where somebody who waits goes back to the assistant."""
        return turn.desk == "WAITING" and text.strip("。！!. ") in words.LEAVE

    async def handed(
        self, turn: OpenTurn, messages: tuple[Message, ...], outcome: Outcome
    ) -> tuple[tuple[Message, ...], dict[str, str]]:
        """The messages of a turn with an honest word about people, and what the state gets."""
        if outcome != "handed_off":
            return messages, {"desk": ""} if turn.desk else {}
        said, fields = await self._queue(turn, messages)
        first = next((i for i, m in enumerate(messages) if m.kind == "handoff"), 0)
        if fields.get("desk"):
            # Whoever waits is asked nothing more by the bot.
            return (replace(messages[first], text=said, options=()),), fields
        changed = replace(messages[first], text=said)
        return (*messages[:first], changed, *messages[first + 1 :]), fields

    async def _queue(
        self, turn: OpenTurn, messages: tuple[Message, ...]
    ) -> tuple[str, dict[str, str]]:
        card = next((m.card for m in messages if m.kind == "handoff" and m.card), {})
        phones = str(card.get("phones") or "12345")
        now = datetime.now(CHINA)
        if not self._hours.open_at(now):
            soon = self._hours.next_opening(now)
            said = words.CLOSED_NOW.format(
                hours=self._hours, next=_next(soon) if soon else "", phones=phones
            )
            return said, {"desk": ""}
        if not await self.desk.store.present():
            return words.NOBODY.format(phones=phones), {"desk": ""}
        ahead = await self.desk.ahead_of(turn.conversation)
        await self.desk.store.index(turn.conversation)
        fields = {"desk": "WAITING", "desk_since": str(time.time()), "desk_staff": "",
                  "desk_reason": REASON, "desk_department": ""}  # fmt: skip
        return words.WAITING.format(ahead=ahead, phones=phones), fields


def _next(soon: datetime) -> str:
    return words.NEXT.format(month=soon.month, day=soon.day, time=f"{soon:%H:%M}")
