"""What a rule sees besides the service it checks, and what it gives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.catalog.model import Catalog

Place = tuple[str, str]
"""The field, and what is wrong there."""


@dataclass(frozen=True)
class Scope:
    """The whole catalogue, and the day."""

    catalog: Catalog
    today: date

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """Every name and everyday name with the services it belongs to."""
        found: dict[str, list[str]] = defaultdict(list)
        for service in self.catalog.services.values():
            for name in {service.name, *service.everyday_names}:
                found[name].append(service.id)
        return found
