"""The gate before the dialogue: while a person is asked for or has it, the bot is silent."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bot.clock import CHINA, china_today
from bot.errors import GuessesExceeded
from bot.guidance.calendar import working_days_after
from bot.handoff import words
from bot.handoff.desk import Desk
from bot.handoff.held import Held
from bot.handoff.hours import Hours
from bot.insight.tickets import WORKING_DAYS, Ticket, find_number, new_number, shown
from bot.replies import Message, Outcome
from bot.stores.events import EventStore
from bot.stores.tickets import TicketStore
from bot.stores.turns import OpenTurn

WITH_STAFF = ("WAITING", "HUMAN")
REASON = "citizen asked"
UNHELD = ("handed_off", "ticketed", "refused", "failed")
"""What says nothing about a service goes out in strict mode too."""


class Gate:
    """Decides what a hand-off or complaint leads to, and what is kept of a turn."""

    def __init__(
        self,
        desk: Desk,
        hours: Hours,
        tickets: TicketStore,
        events: EventStore,
        *,
        strict: bool = False,
    ) -> None:
        self.desk = desk
        self.tickets = tickets
        self.events = events
        self._hours = hours
        self._strict = strict

    @staticmethod
    def shut(turn: OpenTurn) -> bool:
        """True while the message belongs to staff."""
        return turn.desk in WITH_STAFF

    @staticmethod
    def leaves(turn: OpenTurn, text: str) -> bool:
        """True where somebody who waits goes back to the assistant."""
        return turn.desk == "WAITING" and text.strip("。！!. ") in words.LEAVE

    async def about_ticket(self, turn: OpenTurn, text: str) -> Message | None:
        """How a ticket stands whose number is said; None where no number is."""
        number = find_number(text)
        if not number:
            return None
        try:
            found = await self.tickets.asked(number, by=turn.conversation, address=turn.address)
        except GuessesExceeded:
            return Message("notice", words.TICKETS_TOO_OFTEN)
        if found is None:
            return Message("notice", words.NO_TICKET)
        return Message("ticket", shown(Ticket(**found), to=turn.conversation), {"number": number})

    async def settled(
        self, turn: OpenTurn, messages: tuple[Message, ...], outcome: Outcome, channel: str
    ) -> tuple[tuple[Message, ...], dict[str, str]]:
        """The messages with a ticket number or an honest word about people, and the state's."""
        if outcome == "ticketed":
            messages = tuple([await self._ticket(turn, m, channel) for m in messages])
        if self._strict and outcome not in UNHELD and messages[0].kind != "ticket":
            return await self._hold(turn, messages, outcome)
        if outcome != "handed_off":
            return messages, {"desk": ""} if turn.desk == "CLOSED" else {}
        said, fields = await self._queue(turn, messages)
        first = next((i for i, m in enumerate(messages) if m.kind == "handoff"), 0)
        if fields.get("desk"):
            # Whoever waits is asked nothing more by the bot.
            return (replace(messages[first], text=said, options=()),), fields
        changed = replace(messages[first], text=said)
        return (*messages[:first], changed, *messages[first + 1 :]), fields

    async def _ticket(self, turn: OpenTurn, message: Message, channel: str) -> Message:
        if message.kind != "ticket" or not message.card or "pin" not in message.card:
            return message
        once = f"{turn.conversation}:{turn.message_id}" if turn.message_id else ""
        number, due = await self._open(
            str(message.card.get("words", "")),
            message.card["pin"],
            channel=channel,
            conversation=turn.conversation,
            once=once,
        )
        said = words.TICKETED.format(number=number, due=due, days=WORKING_DAYS)
        return replace(message, text=said, card={"number": number, **message.card})

    async def written_wrongly(self, note: Mapping[str, Any]) -> str:
        """The number of the ticket about a line somebody calls wrong (masked already)."""
        said = words.WRITTEN_WRONGLY.format(line=note["line"], more=note["text"] or words.NO_MORE)
        kind, _, part = str(note["field"]).partition(".")
        pin = {
            "service": note["service"],
            "step": part if kind == "steps" else "",
            "material": part if kind == "materials" else "",
        }
        conversation = str(note["conversation"])
        once = f"{conversation}:{note['seq']}:{note['field']}" if conversation else ""
        channel = str(note["channel"])
        number, _ = await self._open(
            said, pin, channel=channel, conversation=conversation, once=once
        )
        return number

    async def _open(
        self, said: str, pin: Mapping[str, Any], *, channel: str, conversation: str, once: str
    ) -> tuple[str, str]:
        """Number and due date of a new ticket."""
        today = china_today()
        made = Ticket(
            "",
            today.isoformat(),
            working_days_after(today, WORKING_DAYS).day.isoformat(),
            said,
            channel=channel,
            conversation=conversation,
            **pin,
        )
        number = await self.tickets.add(vars(made), number=partial(new_number, today), once=once)
        return number, made.due

    async def _hold(
        self, turn: OpenTurn, messages: tuple[Message, ...], outcome: Outcome
    ) -> tuple[tuple[Message, ...], dict[str, str]]:
        """Keeps an answer back, behind those that wait already, and tells the citizen so."""
        earlier = Held.read(await self.desk.store.held(turn.conversation))
        held = Held.after(earlier, messages, outcome)
        await self.desk.store.index(turn.conversation)
        fields = {"desk": "HELD", "held": held.kept(), "desk_staff": "", "desk_reason": "strict",
                  "desk_since": str(held.at)}  # fmt: skip
        fields |= {} if earlier else {"held_told": ""}
        now = datetime.now(CHINA)
        if self._hours.open_at(now):
            there = await self.desk.store.present()
            return (Message("notice", words.HELD if there else words.HELD_NOBODY),), fields
        soon = self._hours.next_opening(now)
        said = words.HELD_LATER.format(hours=self._hours, next=_next(soon) if soon else "")
        return (Message("notice", said),), fields

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
                  "desk_reason": REASON, "desk_department": "", "held": ""}  # fmt: skip
        place = words.AHEAD.format(ahead=ahead) if ahead else words.NOBODY_AHEAD
        return words.WAITING.format(place=place, phones=phones), fields


def _next(soon: datetime) -> str:
    return words.NEXT.format(month=soon.month, day=soon.day, time=f"{soon:%H:%M}")
