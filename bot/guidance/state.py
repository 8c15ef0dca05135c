"""What a conversation remembers: only what the person said, as small frozen values.

Which question is next, the checklist and the step are computed from it each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

import orjson

DIALOGUE_SLOT = "dialogue"
"""The Rasa slot that holds a Dialogue."""

OfferKind = Literal["service", "act", "theme"]
ProposalKind = Literal["start", "resume"]

MAX_JOURNEYS = 5
TURNS_REMEMBERED = 16


@dataclass(frozen=True)
class Offer:
    """One of the choices shown last, so that 「第二个」 can be understood."""

    kind: OfferKind
    value: str
    label: str


@dataclass(frozen=True)
class Proposal:
    """What a plain 「好的」 would mean now."""

    kind: ProposalKind
    value: str = ""


@dataclass(frozen=True)
class Journey:
    """One walk through a service or life event; ``version`` is the catalogue it began with.

    ``shown`` are the papers of the list shown last, so that a change can be told;
    ``passed`` are questions left out to come to the list sooner, unless ``thorough``;
    ``handed_in`` is the day (ISO) from which the time for the result is counted.
    """

    service: str
    version: str
    answers: Mapping[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    way: str = ""
    step: str = ""
    checklist_shown: bool = False
    shown: tuple[str, ...] = ()
    ended: bool = False
    handed_in: str = ""
    passed: tuple[str, ...] = ()
    thorough: bool = False

    def answered(self, question: str, option: str) -> Journey:
        """The journey with one more answer."""
        return replace(self, answers={**self.answers, question: option})


@dataclass(frozen=True)
class Dialogue:
    """Everything remembered of one conversation; the first journey is the current one.

    ``since`` holds, by service or life event, the day and the event that its deadlines are counted
    from: 「2026-10-03 孩子出生」.
    """

    journeys: tuple[Journey, ...] = ()
    topic: str = ""
    aspect: str = ""
    asked: str = ""
    offers: tuple[Offer, ...] = ()
    proposal: Proposal | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    district: str = ""
    plain: bool = False
    as_of: str = ""
    moved: bool = False

    @property
    def open_journeys(self) -> tuple[Journey, ...]:
        """All journeys under way, the most recent first."""
        return tuple(journey for journey in self.journeys if not journey.ended)

    @property
    def waiting(self) -> Journey | None:
        """The most recent journey under way that is not the current one."""
        return next((j for j in self.journeys[1:] if not j.ended), None)

    @property
    def journey(self) -> Journey | None:
        """The current journey, unless it has ended."""
        if self.journeys and not self.journeys[0].ended:
            return self.journeys[0]
        return None

    def with_journey(self, journey: Journey) -> Dialogue:
        """This journey made current; others are kept behind it, the oldest dropped."""
        others = tuple(j for j in self.journeys if j.service != journey.service)
        return replace(self, journeys=(journey, *others)[:MAX_JOURNEYS])

    def with_waiting(self, services: Iterable[str], version: str) -> Dialogue:
        """Services to go on with later stand behind the journeys under way."""
        new = tuple(Journey(s, version) for s in services if not self.journey_of(s))
        return replace(self, journeys=(*self.journeys, *new)[:MAX_JOURNEYS])

    def journey_of(self, service: str) -> Journey | None:
        """The journey of one service, if there is one under way."""
        for journey in self.journeys:
            if journey.service == service and not journey.ended:
                return journey
        return None

    def to_slot(self) -> dict[str, Any]:
        """JSON for the Rasa slot; empty fields left out."""
        fields = orjson.loads(orjson.dumps(self))
        return {name: value for name, value in fields.items() if value}

    @classmethod
    def from_slot(cls, slot: Mapping[str, Any] | None) -> Dialogue:
        """Reads the slot; fields of another code version are passed over."""
        return _read(orjson.dumps(slot or {}))


@lru_cache(maxsize=TURNS_REMEMBERED)
def _read(slot: bytes) -> Dialogue:
    """A slot is read by the policy and again by the action that it chose."""
    fields = orjson.loads(slot)
    known = {name: value for name, value in fields.items() if name in _DIALOGUE_FIELDS}
    journeys = tuple(_journey(raw) for raw in known.pop("journeys", ()))
    offers = tuple(Offer(**raw) for raw in known.pop("offers", ()))
    proposal = known.pop("proposal", None)
    return Dialogue(
        journeys=journeys,
        offers=offers,
        proposal=Proposal(**proposal) if proposal else None,
        **known,
    )


_DIALOGUE_FIELDS = frozenset(Dialogue.__dataclass_fields__)
_JOURNEY_FIELDS = frozenset(Journey.__dataclass_fields__)


def _journey(raw: Mapping[str, Any]) -> Journey:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in raw.items()
        if name in _JOURNEY_FIELDS
    }
    return Journey(**known)
