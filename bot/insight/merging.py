"""Two tickets about the same become one: both are changed, or neither."""

from __future__ import annotations

from typing import Any

from bot.errors import BotError, HandoffError
from bot.insight.tickets import Ticket, merged
from bot.stores.tickets import TicketStore


async def merge(store: TicketStore, number: str, *, into: str) -> dict[str, Any]:
    """Counts a ticket with another one; gives it as it is then.

    Raises HandoffError where one of them is missing or over, also if it ended just now.
    """
    async with store.merging():
        raw = await store.get(into)
        if raw is None:
            raise _missing(into)
        other, left = Ticket(**raw), list[Ticket]()

        def leave(raw: dict[str, Any]) -> dict[str, Any]:
            left.append(Ticket(**raw))
            return vars(merged(left[-1], other)[0])

        gone = await store.change(number, leave)
        if gone is None:
            raise _missing(number)
        moved = left[-1]
        try:
            counted = await store.change(into, lambda raw: vars(merged(moved, Ticket(**raw))[1]))
            if counted is None:
                raise _missing(into)
        except BotError:
            # Nobody else changes a ticket that is merged: it is put back as it was.
            await store.change(number, lambda _: vars(moved))
            raise
    return gone


def _missing(number: str) -> HandoffError:
    return HandoffError(f"没有工单 {number}")
