"""When people are at the desk."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import CHINA
from bot.errors import SettingsError
from bot.guidance.calendar import is_working_day
from bot.handoff.hours import Hours

HOURS = Hours.read("09:00-12:00 14:00-18:00", works=is_working_day)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2025-10-09T09:00", True),
        ("2025-10-09T12:00", False),
        ("2025-10-09T17:59", True),
        ("2025-10-01T10:00", False),
        ("2025-10-11T10:00", True),
        ("2025-10-12T10:00", False),
    ],
    ids=["opens", "lunch", "last minute", "national day", "make-up saturday", "sunday"],
)
def test_open_on_working_days_within_the_hours(moment: str, open_: bool) -> None:
    assert HOURS.open_at(datetime.fromisoformat(moment).replace(tzinfo=CHINA)) is open_


def test_since_when_somebody_is_there() -> None:
    afternoon = datetime(2025, 10, 9, 15, tzinfo=CHINA)
    assert HOURS.opened(afternoon) == datetime(2025, 10, 9, 14, tzinfo=CHINA)
    assert HOURS.opened(afternoon.replace(hour=13)) is None


def test_the_next_opening_is_after_the_holidays() -> None:
    eve = datetime(2025, 9, 30, 19, tzinfo=CHINA)
    assert HOURS.next_opening(eve) == datetime(2025, 10, 9, 9, tzinfo=CHINA)


def test_hours_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(SettingsError, match="BANSHI_STAFF_HOURS"):
        Hours.read("nine to five", works=is_working_day)
