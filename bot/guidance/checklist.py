"""The papers one person needs: for one service, and merged over several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.catalog.handling import Material
from bot.catalog.model import Service
from bot.guidance.conditions import Answers, Status, status


@dataclass(frozen=True)
class ChecklistItem:
    """One paper on one person's list; ``certain`` is False where a 「不知道」 decides."""

    material: Material
    services: tuple[str, ...]
    certain: bool = True
    ticked: bool = False

    @property
    def exempt(self) -> bool:
        """True where an electronic licence or data sharing makes handing it in unnecessary."""
        return bool(self.material.waived or self.material.electronic)


@dataclass(frozen=True)
class Checklist:
    """All papers of one person, and how many were saved by merging and exemption."""

    items: tuple[ChecklistItem, ...]
    before_merging: int

    @property
    def exempt(self) -> int:
        """How many of the items need not be handed in."""
        return sum(item.exempt for item in self.items)


def checklist(service: Service, answers: Answers, *, ticked: Iterable[str] = ()) -> Checklist:
    """The papers of one service for these answers, in the order the catalogue gives them."""
    have = frozenset(ticked)
    items = tuple(
        ChecklistItem(
            material,
            (service.id,),
            certain=found is Status.HOLDS,
            ticked=material.id in have,
        )
        for material in service.materials
        if (found := status(material.when, answers)) in (Status.HOLDS, Status.POSSIBLE)
    )
    return Checklist(items, len(items))


def merge(lists: Iterable[Checklist]) -> Checklist:
    """One list for several services: the same paper (same id) stands once."""
    merged: dict[str, ChecklistItem] = {}
    before = 0
    for one in lists:
        before += one.before_merging
        for item in one.items:
            known = merged.get(item.material.id)
            merged[item.material.id] = _join(known, item) if known else item
    return Checklist(tuple(merged.values()), before)


def difference(before: Iterable[str], after: Checklist) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the papers that came in and that fell away since an earlier list."""
    old = tuple(before)
    new = tuple(item.material.id for item in after.items)
    return tuple(i for i in new if i not in old), tuple(i for i in old if i not in new)


def _join(known: ChecklistItem, item: ChecklistItem) -> ChecklistItem:
    """The stricter of two mentions of one paper."""
    order = ("required", "deferrable", "optional")
    stricter = min(known.material, item.material, key=lambda m: order.index(m.need))
    return ChecklistItem(
        stricter,
        (*known.services, *item.services),
        certain=known.certain or item.certain,
        ticked=known.ticked or item.ticked,
    )
