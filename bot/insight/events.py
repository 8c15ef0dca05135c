"""What one turn was about, and counts over many turns with small groups suppressed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.clock import CHINA

SMALLEST_GROUP = 5
"""What fewer people than this said is not shown: one could tell who it was."""

SUPPRESSED = f"少于 {SMALLEST_GROUP}"
UNANSWERED = ("out_of_catalog", "failed", "clarified")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """Which turns are counted; an empty field takes all."""

    service: str = ""
    aspect: str = ""
    district: str = ""
    channel: str = ""
    outcome: str = ""
    asked: str = ""

    def of(self, events: Iterable[Event]) -> list[Event]:
        """The turns that fit."""
        wanted = [(name, value) for name, value in asdict(self).items() if value]
        return [e for e in events if all(str(e.get(name) or "") == v for name, v in wanted)]


def people(events: Iterable[Event]) -> int:
    """How many conversations these turns belong to."""
    return len({event.get("conversation") for event in events})


def grouped(events: Iterable[Event], field: str) -> list[dict[str, Any]]:
    """How often each value of a field comes; small groups together, without their names."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.get(field):
            groups[str(event[field])].append(event)
    large = {name: found for name, found in groups.items() if people(found) >= SMALLEST_GROUP}
    rows = [{"name": name, "count": len(found)} for name, found in large.items()]
    rows.sort(key=lambda row: (-int(str(row["count"])), str(row["name"])))
    small = [event for name, found in groups.items() if name not in large for event in found]
    if people(small) >= SMALLEST_GROUP:
        rows.append({"name": SUPPRESSED, "count": len(small)})
    return rows


def by_day(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Turns and the unresolved among them, a row a day; too quiet a day has no numbers."""
    days: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        days[_time(event).date().isoformat()].append(event)
    return [{"day": day, **_counts(days[day])} for day in sorted(days)]


def by_hour(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Turns by hour of the day in China."""
    hours: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        hours[_time(event).hour].append(event)
    return [{"hour": hour, "turns": _counts(hours[hour])["turns"]} for hour in sorted(hours)]


def endings(events: Iterable[Event]) -> list[dict[str, Any]]:
    """How conversations ended: the outcome of the last turn of each."""
    return grouped(_last(events).values(), "outcome")


def drop_off(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Questions and steps at which conversations end, by service."""
    stuck = Counter(
        (str(e.get("service")), str(e["asked"])) for e in _last(events).values() if e.get("asked")
    )
    return [
        {"service": service, "at": at, "count": count}
        for (service, at), count in stuck.most_common()
        if count >= SMALLEST_GROUP
    ]


def conversations(events: Sequence[Event], *, limit: int) -> list[dict[str, Any]]:
    """The conversations behind a count, newest first; none where they are too few to be shown."""
    if people(events) < SMALLEST_GROUP:
        return []
    turns = Counter(str(event.get("conversation")) for event in events)
    last = sorted(_last(events).items(), key=lambda pair: -int(pair[1]["at"]))[:limit]
    return [{**event, "conversation": name, "turns": turns[name]} for name, event in last]


def _last(events: Iterable[Event]) -> dict[str, Event]:
    return {str(e["conversation"]): e for e in events if e.get("conversation")}


def _counts(events: Sequence[Event]) -> dict[str, int | None]:
    if people(events) < SMALLEST_GROUP:
        return {"turns": None, "unresolved": None}
    unresolved = sum(event.get("outcome") in UNANSWERED for event in events)
    return {"turns": len(events), "unresolved": unresolved}


def _time(event: Event) -> datetime:
    return datetime.fromtimestamp(event["at"] / 1000, CHINA)
