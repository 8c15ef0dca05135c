"""What day it is in China, wherever the machine stands: offices, dates and reports go by it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""One zone for the whole country, without summer time since 1991."""


def china_today() -> date:
    """The date in China now."""
    return datetime.now(CHINA).date()
