"""Only services that bear certain marks: theme, audience, department, tags, no visit, online."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.catalog.attributes import FACTS, bears
from bot.catalog.model import Catalog, Service
from bot.catalog.vocabulary import Tag

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

    def __init__(self, catalog: Catalog) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        self._size = len(catalog.services)
        for place, service in enumerate(catalog.services.values()):
            for mark in _marks(service, catalog.vocabulary.tags):
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


def _marks(service: Service, tags: Iterable[Tag]) -> Iterator[str]:
    yield f"theme:{service.theme}"
    yield f"department:{service.department}"
    yield from (f"audience:{audience}" for audience in service.audience)
    shown = {tag.name for tag in tags if bears(service, tag)}
    yield from (f"tag:{tag}" for tag in shown.union(service.tags))
    if FACTS["zero_visits"](service):
        yield "zero_visits"
    if any(way.kind == "online" for way in service.channels):
        yield "online"
