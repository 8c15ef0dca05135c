"""How long a service takes, and until when one must apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from actions import cards, lines
from actions.aspect import AspectAction, Line, from_field
from actions.base import Result, Turn
from actions.context import known_answers, on_date, plan_of
from bot.catalog.model import Service
from bot.guidance.calendar import Due, deadline_after, last_day, next_closing
from bot.guidance.conditions import Answers
from bot.guidance.plan import Plan
from bot.guidance.reminders import counted_from, event_dated, limit_of
from bot.guidance.state import Dialogue
from bot.guidance.timeline import timeline
from bot.replies import Draft
from bot.runtime import runtime


class ActionDuration(AspectAction):
    """How long it takes, until when the result must be there, and stages where there are any."""

    response, kind = "utter_duration", "duration"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_duration"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Promised and legal limits, each with the date it would end."""
        yield from from_field(service, "time_limits", answers)
        result = result_day(service, answers, dialogue)
        if result:
            yield Line(f"如果今天受理，{lines.result_by(result)}", "time_limits")

    def finished(self, turn: Turn, dialogue: Dialogue, plan: Plan, draft: Draft) -> Draft:
        """Adds the dated stages of a project."""
        if not isinstance(plan.owner, Service):
            return draft
        found = timeline(plan.owner, known_answers(turn, plan, dialogue), on_date(dialogue))
        if found is None:
            return draft
        stages = "\n".join(lines.span(span) for span in found.spans)
        facts = {
            **draft.facts,
            "stages": stages,
            "start": lines.day(on_date(dialogue)),
            "total": lines.timeline_total(found),
        }
        card: dict[str, Any] = {**(draft.card or {}), **cards.timeline(found)}
        card["promised"] = _promised(plan.owner, known_answers(turn, plan, dialogue), dialogue)
        return replace(draft, response="utter_timeline", facts=facts, card=card)


class ActionDeadline(AspectAction):
    """Until when one must apply; dated where the person named the day it counts from."""

    response, kind = "utter_deadline", "duration"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_deadline"

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """A date in the question is the event a deadline counts from, not a day to answer for."""
        dialogue = replace(dialogue, as_of="")
        if turn.reading.as_of:
            plan = plan_of(turn, owner_id)
            known = known_answers(turn, plan, dialogue)
            event = event_dated(turn.reading.text, plan, known)
            named = f"{turn.reading.as_of} {event}" if event is not None else ""
            dialogue = replace(dialogue, since={**dialogue.since, owner_id: named})
        return super().about(turn, dialogue, owner_id)

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Deadlines; where there are none, how long it takes."""
        if not service.deadlines:
            yield Line("没有规定的截止时间，随时可以申请", "deadlines")
            yield from from_field(service, "time_limits", answers)
        for line in from_field(service, "deadlines", answers):
            part = service.deadlines[int(line.field.rpartition(".")[2])]
            start = counted_from(part, dialogue.since.get(dialogue.topic, ""))
            counted = deadline_after(part, start) if start else None
            closing = next_closing(part, runtime().today())
            due = counted or (Due(closing) if closing else None)
            text = lines.deadline(part, due, today=runtime().today())
            yield replace(line, text=text)


def result_day(service: Service, answers: Answers, dialogue: Dialogue) -> Due | None:
    """The last day for a result if it were accepted today, where one limit is certain."""
    days = limit_of(service, answers)
    return last_day(days, on_date(dialogue)) if days else None


def _promised(service: Service, answers: Answers, dialogue: Dialogue) -> dict[str, Any] | None:
    """How long the whole may take and when that ends, where one limit is certain."""
    days = limit_of(service, answers)
    found = last_day(days, on_date(dialogue)) if days else None
    if days is None or found is None:
        return None
    return {"days": days.days, "kind": days.kind, "ends": found.day.isoformat()}
