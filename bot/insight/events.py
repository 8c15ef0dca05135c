"""What one turn was about, and counts over many turns with small groups suppressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

SMALLEST_GROUP = 5
"""Counts under this are not shown: one could tell who it was."""

CHINA = timezone(timedelta(hours=8))
SUPPRESSED = f"少于 {SMALLEST_GROUP}"
UNANSWERED = ("out_of_catalog", "failed", "clarified")

Event = Mapping[str, Any]


def grouped(events: Iterable[Event], field: str) -> list[dict[str, Any]]:
    """How often each value of a field comes; small groups together, without their names."""
    counts = Counter(str(e.get(field) or "") for e in events)
    counts.pop("", None)
    rows = [{"name": n, "count": c} for n, c in counts.most_common() if c >= SMALLEST_GROUP]
    small = sum(count for count in counts.values() if count < SMALLEST_GROUP)
    return rows + ([{"name": SUPPRESSED, "count": small}] if small >= SMALLEST_GROUP else [])


def by_day(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Turns and the unresolved among them, a row a day."""
    total: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for event in events:
        day = datetime.fromtimestamp(event["at"] / 1000, CHINA).date().isoformat()
        total[day] += 1
        open_[day] += event.get("outcome") in UNANSWERED
    return [{"day": day, "turns": total[day], "unresolved": open_[day]} for day in sorted(total)]


def drop_off(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Questions and steps at which conversations end, by service."""
    last: dict[str, Event] = {}
    for event in events:
        if event.get("conversation"):
            last[str(event["conversation"])] = event
    stuck = Counter(
        (str(e.get("service")), str(e["asked"])) for e in last.values() if e.get("asked")
    )
    return [
        {"service": service, "at": at, "count": count}
        for (service, at), count in stuck.most_common()
        if count >= SMALLEST_GROUP
    ]


def unanswered(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What the bot could not answer, alike sentences together, the largest cluster first."""
    clusters: list[tuple[set[str], list[str]]] = []
    for event in events:
        text = str(event.get("text") or "")
        if event.get("outcome") != "out_of_catalog" or not text:
            continue
        pairs = {text[i : i + 2] for i in range(max(1, len(text) - 1))}
        best = max(clusters, key=lambda c: _alike(c[0], pairs), default=None)
        if best is not None and _alike(best[0], pairs) >= ALIKE:
            best[1].append(text)
        else:
            clusters.append((pairs, [text]))
    ranked = sorted((texts for _, texts in clusters), key=len, reverse=True)
    return [{"count": len(t), "examples": list(dict.fromkeys(t))[:5]} for t in ranked]


ALIKE = 0.4
"""Share of character pairs (Jaccard) from which two sentences ask the same."""


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
