"""Does a sentence name a life event (一件事)?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

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

NOT_MEANT = 0.5
"""No event is meant by what is out of scope and this surely about no service."""

EVENT_INTENTS = frozenset(
    {"ask_guide", "ask_materials", "ask_process", "ask_list", "nlu_fallback", "out_of_scope",
     "switch_service", "more_needs"}
)  # fmt: skip


class EventNames:
    """The life events of one catalogue by what people call them, in plain words."""

    def __init__(self, catalog: Catalog) -> None:
        self._events = catalog.life_events
        self._plain = tuple(_Names.of(event) for event in catalog.life_events.values())
        self._everyday: dict[str, str] = {}
        for names in self._plain:
            for name in names.everyday:
                self._everyday.setdefault(name, names.event)
        self._longest = max(map(len, self._everyday), default=0)

    def meant(self, reading: Reading) -> str:
        """Id of the life event the sentence names; empty for none."""
        said = normalise(reading.text)
        named = self.named_in(said) or self.only_said(said)
        if named:
            return named
        if reading.intent not in EVENT_INTENTS:
            return ""
        if reading.top is not None and reading.top.score >= SURE_SERVICE:
            return ""
        if reading.intent == "out_of_scope" and reading.no_service >= NOT_MEANT:
            return ""
        if _spread_over(reading, self._events.get(reading.event)):
            return reading.event
        pairs = _pairs(said)
        scored = [(names.likeness(said, pairs), names.event) for names in self._plain]
        best = max(scored, default=(0.0, ""))
        return best[1] if best[0] > 0 else ""

    def named_in(self, said: str) -> str:
        """Id of the event whose own name stands in the (normalised) sentence."""
        return next((names.event for names in self._plain if names.own in said), "")

    def only_said(self, said: str) -> str:
        """Id of the event one of whose everyday names is nearly the whole (normalised) sentence."""
        length = len(said)
        if WHOLE * length > self._longest:
            return ""
        # Few stretches of a sentence are nearly all of it; the names are many.
        for size in range(length, ceil(WHOLE * length) - 1, -1):
            for start in range(length - size + 1):
                event = self._everyday.get(said[start : start + size])
                if event:
                    return event
        return ""


@dataclass(frozen=True)
class _Names:
    """What one event is called, and the pairs of characters in its sample questions."""

    event: str
    own: str
    everyday: tuple[str, ...]
    questions: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, event: LifeEvent) -> _Names:
        return cls(
            event.id,
            normalise(event.name),
            tuple(map(normalise, event.everyday_names)),
            tuple(_pairs(normalise(question)) for question in event.sample_questions),
        )

    def likeness(self, said: str, pairs: frozenset[str]) -> float:
        """How like what it is called a sentence is; 0 where that says nothing."""
        shares = [len(name) / len(said) for name in self.everyday if len(name) > 2 and name in said]
        named = max(shares, default=0.0)
        alike = max((_shared(pairs, question) for question in self.questions), default=0.0)
        return max(named if named >= SHARE else 0.0, alike if alike >= ALIKE else 0.0)


def _spread_over(reading: Reading, event: LifeEvent | None) -> bool:
    """True where no single service is meant but those of the event together are."""
    if event is None or reading.top is None or reading.top.score >= SINGLE:
        return False
    inside = {part.service for part in event.services}
    found = [guess.score for guess in reading.services if guess.service in inside]
    return len(found) >= AT_LEAST and sum(found) >= TOGETHER


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
