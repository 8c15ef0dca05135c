"""Is a service in force on a date? An expired rule is never stated as valid."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.catalog.model import Service

InForce = Literal["in_force", "expired", "not_yet"]


def in_force(service: Service, on: date) -> InForce:
    """Whether the service's rules hold on this date (both ends included)."""
    start, end = service.validity.effective_from, service.validity.effective_to
    if end is not None and on > end:
        return "expired"
    if start is not None and on < start:
        return "not_yet"
    return "in_force"
