"""The dates one person must not miss, as far as they are known: for their list and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.catalog.handling import Days, Deadline
from bot.catalog.model import Service
from bot.guidance.calendar import Due, deadline_after, last_day, next_closing
from bot.guidance.conditions import Answers, Status, status
from bot.guidance.plan import Plan
from bot.guidance.state import Journey


@dataclass(frozen=True)
class Reminder:
    """A date of one service: a deadline, or (without one) the last day for its result."""

    service: Service
    deadline: Deadline | None
    due: Due


def reminders(
    plan: Plan, journey: Journey, since: Mapping[str, str], today: date
) -> tuple[Reminder, ...]:
    """Deadlines and results of a journey by date; ``since`` holds the days the person named."""
    named = since.get(plan.id)
    start = date.fromisoformat(named) if named else None
    found = [
        reminder
        for service, answers in plan.members(journey.answers)
        for reminder in (
            *_deadlines(service, answers, start, today),
            *_results(service, answers, journey),
        )
    ]
    return tuple(sorted(found, key=lambda reminder: reminder.due.day))


def events_to_name(plan: Plan, journey: Journey) -> tuple[str, ...]:
    """What deadlines are counted from (「孩子出生」) and only the person can date."""
    counted = (
        deadline.event
        for service, answers in plan.members(journey.answers)
        for deadline in service.deadlines
        if _may_hold(deadline, answers) and not (deadline.unknown or deadline.closes)
    )
    return tuple(dict.fromkeys(filter(None, counted)))


def limit_of(service: Service, answers: Answers) -> Days | None:
    """The promised time, else the legal one, where exactly one time limit certainly applies."""
    limits = [part for part in service.time_limits if status(part.when, answers) is Status.HOLDS]
    if len(limits) != 1:
        return None
    both = (limits[0].promised, limits[0].legal)
    return next((days for days in both if days and days.days), None)


def _deadlines(
    service: Service, answers: Answers, start: date | None, today: date
) -> Iterator[Reminder]:
    for deadline in service.deadlines:
        if not _may_hold(deadline, answers):
            continue
        counted = deadline_after(deadline, start) if start else None
        closing = next_closing(deadline, today)
        due = counted or (Due(closing) if closing else None)
        if due is not None:
            yield Reminder(service, deadline, due)


def _results(service: Service, answers: Answers, journey: Journey) -> Iterator[Reminder]:
    """The last day for the result of what was handed in already."""
    limit = limit_of(service, answers)
    if not journey.handed_in or limit is None:
        return
    due = last_day(limit, date.fromisoformat(journey.handed_in))
    if due is not None:
        yield Reminder(service, None, due)


def _may_hold(deadline: Deadline, answers: Answers) -> bool:
    return status(deadline.when, answers) is not Status.FAILS
