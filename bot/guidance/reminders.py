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
from bot.text.normalise import normalise


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
    named = since.get(plan.id, "")
    found = [
        reminder
        for service, answers in plan.members(journey.answers)
        for reminder in (
            *_deadlines(service, answers, named, today),
            *_results(service, answers, journey),
        )
    ]
    return tuple(sorted(found, key=lambda reminder: reminder.due.day))


def counted_from(deadline: Deadline, named: str) -> date | None:
    """The day somebody named, where it is that of the event this deadline is counted from."""
    day, _, event = named.partition(" ")
    return date.fromisoformat(day) if day and event in ("", deadline.event) else None


def event_dated(text: str, plan: Plan, answers: Answers) -> str | None:
    """The event of a plan that a sentence with a date speaks of; None where that is unclear.

    「今天去申请」 dates the application for a divorce, not the end of the thirty days after it.
    """
    said = normalise(text)
    events = events_to_name(plan, answers)
    if len(events) == 1:
        return events[0]
    scored = sorted(((_common(said, event), event) for event in events), reverse=True)
    clear = len(scored) > 1 and scored[0][0] >= 2 and scored[0][0] > scored[1][0]
    return scored[0][1] if clear else None


def _common(said: str, event: str) -> int:
    """Pairs of characters of an event that stand in a sentence, counted from two characters on."""
    pairs = sum(event[at : at + 2] in said for at in range(len(event) - 1))
    return pairs + 1 if pairs else 0


def events_to_name(plan: Plan, answers: Answers) -> tuple[str, ...]:
    """What deadlines are counted from (「孩子出生」) and only the person can date."""
    counted = (
        deadline.event
        for service, own in plan.members(answers)
        for deadline in service.deadlines
        if _may_hold(deadline, own) and not (deadline.unknown or deadline.closes)
    )
    return tuple(dict.fromkeys(filter(None, counted)))


def limit_of(service: Service, answers: Answers) -> Days | None:
    """The promised time, else the legal one, where exactly one time limit certainly applies."""
    limits = [part for part in service.time_limits if status(part.when, answers) is Status.HOLDS]
    if len(limits) != 1:
        return None
    both = (limits[0].promised, limits[0].legal)
    return next((days for days in both if days and days.days), None)


def _deadlines(service: Service, answers: Answers, named: str, today: date) -> Iterator[Reminder]:
    for deadline in service.deadlines:
        if not _may_hold(deadline, answers):
            continue
        start = counted_from(deadline, named)
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
