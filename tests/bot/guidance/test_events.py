"""Life events by name: a long message costs no more looking than a short one."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from bot.catalog.model import Catalog
from bot.guidance.events import EventNames


class Counting(dict[str, str]):
    """Counts how often it is looked into."""

    looks: ClassVar[Counter[str]] = Counter()

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict's, counted."""
        self.looks["get"] += 1
        return super().get(key, default)


def test_a_message_longer_than_any_name_is_not_cut_into_stretches(catalog: Catalog) -> None:
    events = EventNames(catalog)
    events._everyday = Counting(events._everyday)
    assert events.only_said("开饭店") == "open-restaurant"
    looked = events._everyday.looks["get"]
    assert events.only_said("龘" * 2000) == ""
    assert events._everyday.looks["get"] == looked > 0
