"""Attributes people ask for (秒批, 不见面, 容缺 …): written down with a service, or seen in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from bot.catalog.handling import Material
from bot.catalog.model import Service
from bot.catalog.vocabulary import Fact, Tag

FACTS: dict[Fact, Callable[[Service], bool]] = {
    "zero_visits": lambda s: bool(s.visits) and all(v.count == 0 for v in s.visits),
    "one_visit": lambda s: bool(s.visits) and all(v.count <= 1 for v in s.visits),
    "on_the_spot": lambda s: bool(s.time_limits) and all(_at_once(x) for x in s.time_limits),
    "paper_deferrable": lambda s: any(map(is_deferrable, s.materials)),
    "paper_waived": lambda s: any(map(is_waived, s.materials)),
}
"""What shows in the rest of a service that it bears a tag, written there or not."""


def bears(service: Service, tag: Tag) -> bool:
    """Whether a service has an attribute."""
    return tag.name in service.tags or bool(tag.shown_by and FACTS[tag.shown_by](service))


def papers(services: Iterable[Service], tag: Tag) -> list[tuple[str, int]]:
    """Papers a tag is about with how many services have them, the most common first."""
    concerns = {"paper_deferrable": is_deferrable, "paper_waived": is_waived}.get(tag.shown_by)
    if concerns is None:
        return []
    names = Counter(name for s in services for name in {m.name for m in s.materials if concerns(m)})
    return names.most_common()


def is_deferrable(paper: Material) -> bool:
    """May be handed in later (容缺后补)."""
    return paper.need == "deferrable"


def is_waived(paper: Material) -> bool:
    """Need not be handed in where an electronic one or shared data will do."""
    return bool(paper.waived or paper.electronic)


def _at_once(limit: object) -> bool:
    promised = getattr(limit, "promised", None)
    return promised is not None and promised.days == 0
