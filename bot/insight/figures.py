"""The dashboard's figures, all counted from events and tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.insight.events import SMALLEST_GROUP, Event, by_day, drop_off, grouped, unanswered


def figures(
    events: Sequence[Event],
    tickets: Sequence[Mapping[str, Any]],
    feedback: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Everything the dashboard shows, small groups suppressed."""
    turns = [event for event in events if event.get("kind") is None]
    judged = Counter(e.get("verdict") for e in events if e.get("kind") == "suggestion")
    verdicts = Counter(note.get("verdict") for note in feedback)
    clusters = [c for c in unanswered(turns) if c["count"] >= SMALLEST_GROUP]
    return {
        "turns": len(turns),
        "conversations": len({e.get("conversation") for e in turns}),
        "handed_off": sum(e.get("outcome") == "handed_off" for e in turns),
        "tickets": len(tickets),
        "votes": verdicts["solved"] + verdicts["unsolved"],
        "solved": verdicts["solved"],
        "suggestions": dict(judged),
        "days": by_day(turns),
        "services": grouped(turns, "service"),
        "aspects": grouped(turns, "aspect"),
        "outcomes": grouped(turns, "outcome"),
        "channels": grouped(turns, "channel"),
        "districts": grouped(turns, "district"),
        "drop_off": drop_off(turns),
        "unanswered": clusters,
        "heat": heat(tickets),
    }


def heat(tickets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """槽点 by service and step, merged tickets counted once; these are our own records."""
    alive = [t for t in tickets if t.get("status") != "merged"]
    counts: Counter[tuple[str, str]] = Counter()
    for ticket in alive:
        counts[(str(ticket.get("service")), str(ticket.get("step")))] += int(ticket.get("same", 1))
    return [{"service": s, "step": p, "count": c} for (s, p), c in counts.most_common()]
