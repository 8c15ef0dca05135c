"""Does a sentence name a life event (一件事)?"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from bot.catalog.model import Catalog, LifeEvent
from bot.guidance.reading import Reading
from bot.text.normalise import normalise, normalise_all

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

NOT_MEANT = 0.5
"""No event is meant by what is out of scope and this surely about no service."""

EVENT_INTENTS = frozenset(
    {"ask_guide", "ask_materials", "ask_process", "ask_list", "nlu_fallback", "out_of_scope",
     "switch_service", "more_needs"}
)  # fmt: skip


def event_named(reading: Reading, catalog: Catalog) -> str:
    """Id of the life event the sentence names; empty for none."""
    said = normalise(reading.text)
    for event in catalog.life_events.values():
        if normalise(event.name) in said:
            return event.id
    only = only_said(said, catalog)
    if only:
        return only
    if reading.intent not in EVENT_INTENTS:
        return ""
    if reading.top is not None and reading.top.score >= SURE_SERVICE:
        return ""
    if reading.intent == "out_of_scope" and reading.no_service >= NOT_MEANT:
        return ""
    if _spread_over(reading, catalog.life_events.get(reading.event)):
        return reading.event
    scored = [(_likeness(event, said), event.id) for event in catalog.life_events.values()]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] > 0 else ""


def only_said(said: str, catalog: Catalog) -> str:
    """Id of the event one of whose everyday names is nearly the whole (normalised) sentence."""
    events = catalog.life_events.values()
    named = _by_everyday_name(tuple((event.id, event.everyday_names) for event in events))
    length = len(said)
    # Few stretches of a sentence are nearly all of it; the names are many.
    for size in range(length, ceil(WHOLE * length) - 1, -1):
        for start in range(length - size + 1):
            event = named.get(said[start : start + size])
            if event:
                return event
    return ""


@lru_cache(maxsize=4)
def _by_everyday_name(events: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """Plain everyday names with the first event that has each."""
    return {plain: event for event, names in reversed(events) for plain in normalise_all(names)}


def _spread_over(reading: Reading, event: LifeEvent | None) -> bool:
    """True where no single service is meant but those of the event together are."""
    if event is None or reading.top is None or reading.top.score >= SINGLE:
        return False
    inside = {part.service for part in event.services}
    found = [guess.score for guess in reading.services if guess.service in inside]
    return len(found) >= AT_LEAST and sum(found) >= TOGETHER


def _likeness(event: LifeEvent, said: str) -> float:
    plain = zip(event.everyday_names, normalise_all(event.everyday_names))
    shares = [len(name) / len(said) for written, name in plain if len(written) > 2 and name in said]
    named = max(shares, default=0.0)
    questions = normalise_all(event.sample_questions)
    alike = max((_pairs_shared(said, question) for question in questions), default=0.0)
    return max(named if named >= SHARE else 0.0, alike if alike >= ALIKE else 0.0)


def _pairs_shared(one: str, other: str) -> float:
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
