"""The dates of a journey: deadlines of each year, counted ones, and results."""

from __future__ import annotations

from datetime import date

from bot.guidance.plan import ServicePlan
from bot.guidance.reminders import events_to_name, reminders
from bot.guidance.situations import Situations
from bot.guidance.state import Journey
from tests.build import service

MADE = service(
    deadlines=[
        {"id": "month", "what": "上户口", "event": "出生", "months": 1},
        {"id": "yearly", "what": "年报", "opens": "01-01", "closes": "06-30"},
        {"id": "unknown", "what": "报名", "unknown": True},
    ],
    time_limits=[{"promised": {"days": 5, "kind": "working"}}],
)
PLAN = ServicePlan(MADE, Situations(MADE))
TODAY = date(2026, 7, 1)


def found(journey: Journey, since: dict[str, str]) -> list[tuple[str, date]]:
    return [
        (one.deadline.id if one.deadline else "result", one.due.day)
        for one in reminders(PLAN, journey, since, TODAY)
    ]


def test_only_what_can_be_dated_is_dated() -> None:
    assert found(Journey(MADE.id, "v"), {}) == [("yearly", date(2027, 6, 30))]
    assert events_to_name(PLAN, Journey(MADE.id, "v")) == ("出生",)


def test_a_day_that_was_named_dates_what_is_counted_from_it() -> None:
    days = found(Journey(MADE.id, "v"), {MADE.id: "2026-06-30"})
    assert days == [("month", date(2026, 7, 30)), ("yearly", date(2027, 6, 30))]


def test_what_was_handed_in_has_a_day_for_its_result() -> None:
    # Five working days from Wednesday, 1 July.
    assert ("result", date(2026, 7, 8)) in found(Journey(MADE.id, "v", handed_in="2026-07-01"), {})
