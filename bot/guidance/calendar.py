"""Working days over the Chinese public holidays, make-up working days included.

The holidays are those of the `chinese_calendar` library (State Council notices). A year it
does not cover yet is counted by weekends only, and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from bot.catalog.handling import Days, Deadline

LONGEST = 2000
"""Working days counted at most; eight years are longer than any time limit."""

SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """A date, and whether the holidays of every year on the way were published."""

    day: date
    certain: bool = True


@lru_cache(maxsize=1)
def covered_years() -> tuple[int, int]:
    """The first and the last year whose holidays are known."""
    known = [day.year for day in chinese_calendar.holidays]
    return min(known), max(known)


def covered(year: int) -> bool:
    """True where the holidays of this year are known."""
    first, last = covered_years()
    return first <= year <= last


def is_working_day(day: date) -> bool:
    """Working day or not; by weekends alone where the year is not covered."""
    if covered(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def working_days_after(start: date, count: int) -> Due:
    """The ``count``-th working day after ``start``; the first day is the one after.

    Counting begins on the day after acceptance (GB/T 39554; 行政许可法第八十二条: working days).
    A negative count goes back.
    """
    if abs(count) > LONGEST:
        raise ValueError(f"at most {LONGEST} working days, not {count}")
    step = timedelta(days=1 if count >= 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    years = range(min(start.year, day.year), max(start.year, day.year) + 1)
    return Due(day, all(covered(year) for year in years))


def last_day(limit: Days, start: date) -> Due | None:
    """The day a time limit ends that began at ``start``; None where no length is known."""
    if limit.days is None:
        return None
    if limit.kind == "working":
        return working_days_after(start, limit.days)
    return Due(start + timedelta(days=limit.days))


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (first_after - timedelta(days=1)).day))


def deadline_after(deadline: Deadline, event: date) -> Due | None:
    """The last day for a deadline counted from (or back from) an event."""
    if deadline.days is None and deadline.months is None and deadline.years is None:
        return None
    day = add_months(event, (deadline.months or 0) + 12 * (deadline.years or 0))
    if not deadline.days:
        return Due(day)
    if deadline.kind == "working":
        return working_days_after(day, deadline.days)
    return Due(day + timedelta(days=deadline.days))


def next_closing(deadline: Deadline, today: date) -> date | None:
    """The next day on which a yearly window closes, today included."""
    if not deadline.closes:
        return None
    month, day = (int(part) for part in deadline.closes.split("-"))
    this_year = _in_month(today.year, month, day)
    return this_year if this_year >= today else _in_month(today.year + 1, month, day)


def _in_month(year: int, month: int, day: int) -> date:
    """The day of a month; 29 February becomes the 28th where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
