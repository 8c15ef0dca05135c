"""Which services found by words are worth showing to somebody who searches."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog.search import Hit

LEAST_ALIKE = 17.0
"""Below this a likeness alone is chance. Measured on the 893 questions of
`data/questions/development.jsonl` that are about a service: the right one is among the first
eight for 840 of them instead of 845, and 天气怎么样 or 飞机票 find nothing instead of eight."""


def relevant(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits, best first, without those by chance; where the best is one, all are."""
    if not hits or _by_chance(hits[0]):
        return ()
    return tuple(hit for hit in hits if not _by_chance(hit))


def _by_chance(hit: Hit) -> bool:
    """True where the service shares no words or sounds with the query and is hardly like it."""
    alike = bool(hit.why) and all(reason.startswith("similar:") for reason in hit.why)
    return alike and hit.score < LEAST_ALIKE
