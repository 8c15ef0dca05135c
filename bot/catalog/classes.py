"""What the classes of a linker's classifier stand for: services, life events, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalog.bare_names import shares
from bot.catalog.examples import EVENT, NOTHING, event_services
from bot.catalog.model import Catalog, LifeEvent

ABSENT = -1.5
"""Stands for the margin of what the classifier has no class for."""

WAYS_OF_NOTHING = tuple(
    f"{NOTHING}{kind}" for kind in ("talk", "matter", "out_of_scope", "other_city")
)


class Classes:
    """The places of a classifier's classes, by what they mean in one catalogue."""

    def __init__(self, names: Sequence[str], catalog: Catalog) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._learnt = tuple(name for name in names if name in catalog.services)
        self._learnt_places = np.array([self._places[name] for name in self._learnt], np.intp)
        self._nothing = {name: at for name, at in self._places.items() if name.startswith(NOTHING)}
        self._any_event = tuple(at for name, at in self._places.items() if name.startswith(EVENT))
        self._events = tuple(
            sorted(event for event in catalog.life_events if f"{EVENT}{event}" in self._places)
        )
        self._event_places = np.array([self._places[f"{EVENT}{e}"] for e in self._events], np.intp)
        self._event_shares = _shares([catalog.life_events[e] for e in self._events], self._learnt)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def place(self, name: str) -> int:
        """Where a class stands; raises KeyError where there is none of this name."""
        return self._places[name]

    def by_service(self, scores: NDArray[np.float64]) -> tuple[dict[str, float], str]:
        """Scores of services, those of life events shared out; and the loudest life event."""
        told = scores.take(self._event_places)
        services = scores.take(self._learnt_places) + told @ self._event_shares
        event = self._events[int(np.argmax(told))] if self._events else ""
        return dict(zip(self._learnt, services.tolist())), event

    def none(self, scores: Sequence[float]) -> float:
        """The score of all that is no service."""
        return sum(scores[place] for place in self._nothing.values())

    def nothing_margins(self, margins: Sequence[float]) -> tuple[float, ...]:
        """One margin for each way of meaning no service."""
        return tuple(
            margins[self._nothing[kind]] if kind in self._nothing else ABSENT
            for kind in WAYS_OF_NOTHING
        )

    def best_margins(self, margins: NDArray[np.float32], count: int) -> tuple[float, ...]:
        """The highest margins of services, best first."""
        best = np.sort(margins.take(self._learnt_places))[: -count - 1 : -1]
        return tuple(best.tolist())

    def events_heard(
        self, scores: Sequence[float], margins: Sequence[float]
    ) -> tuple[float, float]:
        """The score of all life events together, and the highest margin of one."""
        heard = sum(scores[place] for place in self._any_event)
        return heard, max((margins[place] for place in self._any_event), default=ABSENT)


def _shares(events: Sequence[LifeEvent], learnt: Sequence[str]) -> NDArray[np.float64]:
    """What each learnt service gets of the score of each life event: (events, services)."""
    place_of: Mapping[str, int] = {service: place for place, service in enumerate(learnt)}
    given = np.zeros((len(events), len(learnt)))
    for row, event in zip(given, events):
        parts = [place_of[service] for service in event_services(event) if service in place_of]
        for place, share in zip(parts, shares(len(parts))):
            row[place] += share
    return given
