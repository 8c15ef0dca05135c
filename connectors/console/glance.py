"""What a row of the queue says of a conversation: what it is about, and what the citizen said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.console.packet import journey_of
from connectors.console.service import ConsoleService

LONGEST = 60
LOOKED_BACK = 20
REMEMBERED = 500


async def glance(console: ConsoleService, state: Mapping[str, Any]) -> dict[str, str]:
    """Topic of an open conversation, and the citizen's last line.

    The queue is asked for every two seconds by everybody at the desk, so nothing is read again
    until something more was said.
    """
    conversation, seq = str(state["conversation"]), int(state["seq"])
    known = console.glances.get(conversation)
    if known is None or known[0] != seq:
        known = (seq, await _look(console, conversation, seq))
        latest = list(console.glances.items())[-REMEMBERED:]
        console.glances = dict([*latest, (conversation, known)])
    return known[1]


async def _look(console: ConsoleService, conversation: str, seq: int) -> dict[str, str]:
    journey = await journey_of(console, conversation)
    entries = await console.gateway.engine.log.read(conversation, after=max(0, seq - LOOKED_BACK))
    said = [e.message.get("text", "") for e in entries if e.sender == "citizen"]
    last = " ".join(str(said[-1]).split()) if said else ""
    short = last if len(last) <= LONGEST else f"{last[:LONGEST]}…"
    return {"topic": journey["name"] if journey else "", "last": short}
