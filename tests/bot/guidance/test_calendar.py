"""Working days over the Chinese holidays; figures from the State Council's notices."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.handling import Days, Deadline
from bot.guidance.calendar import (
    add_months,
    covered,
    deadline_after,
    is_working_day,
    last_day,
    next_closing,
    working_days_after,
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 10, 1), False),  # National Day
        (date(2025, 9, 28), True),  # a Sunday worked to make up for it
        (date(2025, 10, 11), True),  # a Saturday worked to make up for it
        (date(2025, 10, 12), False),  # an ordinary Sunday
        (date(2025, 1, 28), False),  # Spring Festival's eve, a holiday since 2025
        (date(2025, 1, 26), True),  # a Sunday worked before it
    ],
)
def test_holidays_and_make_up_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_counting_begins_on_the_day_after_and_leaps_over_the_holidays() -> None:
    # 30 September 2025 is followed by eight days off.
    assert working_days_after(date(2025, 9, 30), 1).day == date(2025, 10, 9)
    assert working_days_after(date(2025, 9, 30), 3).day == date(2025, 10, 11)


def test_counting_back_leaps_over_the_holidays_too() -> None:
    assert working_days_after(date(2025, 10, 9), -1).day == date(2025, 9, 30)


def test_a_year_without_a_notice_is_counted_by_weekends_and_said_to_be_uncertain() -> None:
    assert not covered(2090)
    found = working_days_after(date(2090, 6, 1), 5)
    assert not found.certain
    assert working_days_after(date(2025, 6, 3), 5).certain


def test_an_absurd_count_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        working_days_after(date(2025, 1, 1), 10**6)


def test_limits_in_calendar_days_do_not_care_for_holidays() -> None:
    found = last_day(Days(days=15, kind="calendar"), date(2025, 9, 25))
    assert found is not None
    assert found.day == date(2025, 10, 10)


def test_an_unknown_limit_has_no_last_day() -> None:
    assert last_day(Days(unknown=True), date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_months_end_on_the_last_day_there_is(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_a_deadline_after_an_event() -> None:
    part = Deadline(id="d", what="上户口", event="出生", months=1)
    found = deadline_after(part, date(2026, 11, 3))
    assert found is not None
    assert found.day == date(2026, 12, 3)


def test_a_deadline_counted_back_from_an_event() -> None:
    part = Deadline(id="d", what="申请", event="开工", days=-10, kind="working")
    found = deadline_after(part, date(2025, 10, 20))
    assert found is not None
    assert found.day == date(2025, 9, 29)


def test_a_yearly_window_closes_this_year_or_the_next() -> None:
    part = Deadline(id="d", what="年报", opens="01-01", closes="06-30")
    assert next_closing(part, date(2026, 6, 30)) == date(2026, 6, 30)
    assert next_closing(part, date(2026, 7, 1)) == date(2027, 6, 30)
