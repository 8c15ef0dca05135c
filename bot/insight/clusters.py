"""What the bot could not answer, alike sentences together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.insight.events import SMALLEST_GROUP, Event, people

NO_ANSWER = ("out_of_catalog", "failed")
ALIKE = 0.4
"""Share of character pairs (Jaccard) from which two sentences ask the same."""

LOOKED_AT = 3000
"""The latest sentences; every one is compared with every cluster."""

SHOWN = 5


@dataclass
class _Cluster:
    pairs: frozenset[str]
    events: list[Event] = field(default_factory=list)


def unanswered(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Clusters that enough people asked, the largest first, with examples."""
    asked = [e for e in events if e.get("outcome") in NO_ANSWER and e.get("text")][-LOOKED_AT:]
    found = [c for c in _clusters(asked) if people(c.events) >= SMALLEST_GROUP]
    found.sort(key=lambda cluster: -len(cluster.events))
    return [_shown(cluster) for cluster in found]


def _clusters(events: Iterable[Event]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for event in events:
        pairs = _pairs(str(event["text"]))
        best = max(clusters, key=lambda c: _alike(c.pairs, pairs), default=None)
        if best is None or _alike(best.pairs, pairs) < ALIKE:
            best = _Cluster(pairs)
            clusters.append(best)
        best.events.append(event)
    return clusters


def _shown(cluster: _Cluster) -> dict[str, Any]:
    texts = list(dict.fromkeys(str(event["text"]) for event in cluster.events))
    name = hashlib.sha256(texts[0].encode()).hexdigest()[:12]
    return {"id": name, "count": len(cluster.events), "examples": texts[:SHOWN]}


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
