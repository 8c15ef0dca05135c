"""Does a sentence name a life event (一件事)?"""

from __future__ import annotations

from bot.catalog.model import Catalog, LifeEvent
from bot.guidance.reading import Reading
from bot.text.normalise import normalise

SURE_SERVICE = 0.9
"""A service this likely is meant rather than the event its name reminds of."""

SHARE = 0.4
"""An everyday name must be at least this much of the sentence."""

WHOLE = 0.8
"""An everyday name of this much of the sentence is all that was said."""

ALIKE = 0.7
"""Share of character pairs in common with a sample question."""

SINGLE = 0.5
TOGETHER = 0.35
AT_LEAST = 4
"""The services of an event are meant together: none is likely alone, most candidates are of it."""

EVENT_INTENTS = frozenset(
    {"ask_guide", "ask_materials", "ask_process", "ask_list", "nlu_fallback", "out_of_scope",
     "switch_service", "more_needs"}
)  # fmt: skip


def event_named(reading: Reading, catalog: Catalog) -> str:
    """Id of the life event the sentence names; empty for none."""
    said = normalise(reading.text)
    for event in catalog.life_events.values():
        if normalise(event.name) in said or says_only(event, said):
            return event.id
    if reading.intent not in EVENT_INTENTS:
        return ""
    if reading.top is not None and reading.top.score >= SURE_SERVICE:
        return ""
    if _spread_over(reading, catalog.life_events.get(reading.event)):
        return reading.event
    scored = [(_likeness(event, said), event.id) for event in catalog.life_events.values()]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] > 0 else ""


def says_only(event: LifeEvent, said: str) -> bool:
    """True where an everyday name of the event is nearly the whole (normalised) sentence."""
    names = (normalise(name) for name in event.everyday_names)
    return any(name in said and len(name) >= WHOLE * len(said) for name in names)


def _spread_over(reading: Reading, event: LifeEvent | None) -> bool:
    """True where no single service is meant but those of the event together are."""
    if event is None or reading.top is None or reading.top.score >= SINGLE:
        return False
    inside = {part.service for part in event.services}
    found = [guess.score for guess in reading.services if guess.service in inside]
    return len(found) >= AT_LEAST and sum(found) >= TOGETHER


def _likeness(event: LifeEvent, said: str) -> float:
    names = [normalise(name) for name in event.everyday_names if len(name) > 2]
    shares = [len(name) / len(said) for name in names if name in said]
    named = max(shares, default=0.0)
    alike = max((_pairs_shared(said, normalise(q)) for q in event.sample_questions), default=0.0)
    return max(named if named >= SHARE else 0.0, alike if alike >= ALIKE else 0.0)


def _pairs_shared(one: str, other: str) -> float:
    first = {one[i : i + 2] for i in range(len(one) - 1)}
    second = {other[i : i + 2] for i in range(len(other) - 1)}
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
