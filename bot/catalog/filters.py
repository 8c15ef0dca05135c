"""Only services that bear certain marks: theme, audience, department, tags, no visit, online."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.catalog.model import Service

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Filters:
    """Only services that have all of these; empty means any."""

    theme: str = ""
    audience: str = ""
    department: str = ""
    tags: tuple[str, ...] = ()
    zero_visits: bool = False
    online: bool = False

    def wanted(self) -> Iterator[str]:
        """The marks a service must bear."""
        for field in ("theme", "audience", "department"):
            if value := getattr(self, field):
                yield f"{field}:{value}"
        yield from (f"tag:{tag}" for tag in self.tags)
        if self.zero_visits:
            yield "zero_visits"
        if self.online:
            yield "online"


ANY = Filters()


class Masks:
    """Which services bear which mark."""

    def __init__(self, services: Iterable[Service]) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        self._size = 0
        for place, service in enumerate(services):
            self._size = place + 1
            for mark in _marks(service):
                places[mark].append(place)
        self._places = {mark: np.array(found, np.int32) for mark, found in places.items()}

    def allowed(self, filters: Filters) -> Mask | None:
        """The services that pass; None when all do."""
        allowed: Mask | None = None
        for mark in filters.wanted():
            mask = np.zeros(self._size, dtype=bool)
            mask[self._places.get(mark, np.zeros(0, np.int32))] = True
            allowed = mask if allowed is None else allowed & mask
        return allowed


def _marks(service: Service) -> Iterator[str]:
    yield f"theme:{service.theme}"
    yield f"department:{service.department}"
    yield from (f"audience:{audience}" for audience in service.audience)
    yield from (f"tag:{tag}" for tag in service.tags)
    if service.visits and all(visits.count == 0 for visits in service.visits):
        yield "zero_visits"
    if any(way.kind == "online" for way in service.channels):
        yield "online"
