"""The dashboard's figures, all counted from events, tickets and verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bot.insight.clusters import unanswered
from bot.insight.events import (
    SMALLEST_GROUP,
    Event,
    Filter,
    by_day,
    by_hour,
    drop_off,
    endings,
    grouped,
    people,
)


def figures(
    events: Sequence[Event],
    tickets: Sequence[Mapping[str, Any]],
    feedback: Sequence[Mapping[str, Any]],
    *,
    only: Filter | None = None,
) -> dict[str, Any]:
    """Everything the dashboard shows, small groups suppressed."""
    chosen = only or Filter()
    turns = chosen.of(event for event in events if event.get("kind") is None)
    judged = Counter(e.get("verdict") for e in events if e.get("kind") == "suggestion")
    verdicts = Counter(
        note.get("verdict")
        for note in feedback
        if not chosen.service or note.get("service") == chosen.service
    )
    about = [t for t in tickets if not chosen.service or t.get("service") == chosen.service]
    if only is not None and only != Filter() and people(turns) < SMALLEST_GROUP:
        turns, about, verdicts = [], [], Counter()
    return {
        "turns": len(turns),
        "conversations": people(turns),
        "handed_off": sum(e.get("outcome") == "handed_off" for e in turns),
        "tickets": len(about),
        "votes": verdicts["solved"] + verdicts["unsolved"],
        "solved": verdicts["solved"],
        "suggestions": dict(judged),
        "waiting": waiting(events),
        "days": by_day(turns),
        "hours": by_hour(turns),
        "services": grouped(turns, "service"),
        "aspects": grouped(turns, "aspect"),
        "outcomes": grouped(turns, "outcome"),
        "endings": endings(turns),
        "channels": grouped(turns, "channel"),
        "districts": grouped(turns, "district"),
        "drop_off": drop_off(turns),
        "unanswered": unanswered(turns),
        "heat": heat(about),
    }


def waiting(events: Sequence[Event]) -> dict[str, Any]:
    """How long people waited for a person who came: how many, the median, the slowest tenth."""
    seconds = sorted(float(e["seconds"]) for e in events if e.get("kind") == "claim")
    if len(seconds) < SMALLEST_GROUP:
        return {"count": len(seconds), "median": None, "slow": None}
    slow = seconds[min(len(seconds) - 1, int(len(seconds) * 0.9))]
    return {"count": len(seconds), "median": round(median(seconds)), "slow": round(slow)}


def heat(tickets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """槽点 by service and step, merged tickets counted once, small groups left out."""
    counts: Counter[tuple[str, str]] = Counter()
    for ticket in tickets:
        if ticket.get("status") != "merged":
            place = (str(ticket.get("service") or ""), str(ticket.get("step") or ""))
            counts[place] += int(ticket.get("same", 1))
    return [
        {"service": service, "step": step, "count": count}
        for (service, step), count in counts.most_common()
        if count >= SMALLEST_GROUP
    ]
