"""One aspect of one service: fee, time, place, and so on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from actions import cards, drafts, lines
from actions.base import GuideAction, Result, Turn
from actions.context import (
    card_about,
    current,
    known_answers,
    on_date,
    plan_of,
    remember,
)
from actions.finding import not_one_service
from actions.flow import begin, resume_hint
from bot.catalog.model import Service
from bot.guidance.calendar import Due, deadline_after, last_day, next_closing
from bot.guidance.conditions import Answers
from bot.guidance.decision import target
from bot.guidance.plan import Plan
from bot.guidance.reminders import limit_of
from bot.guidance.state import Dialogue
from bot.guidance.timeline import timeline
from bot.replies import Draft, Kind
from bot.runtime import runtime


@dataclass(frozen=True)
class Line:
    """One line of an answer, the field it came from, and for whom it is where undecided."""

    text: str
    field: str
    situation: str = ""

    def __str__(self) -> str:
        return f"{self.situation}：{self.text}" if self.situation else self.text


class AspectAction(GuideAction):
    """Finds the service meant, answers, and returns to the journey under way."""

    response: ClassVar[str]
    kind: ClassVar[Kind]

    @abstractmethod
    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The lines that answer for one service."""

    def act(self, turn: Turn) -> Result:
        """Answers, asks which service, or says that nothing fits."""
        found = target(turn.reading, turn.dialogue, turn.guide.catalog)
        if found.kind == "choices":
            dialogue = replace(turn.dialogue, aspect=self.name())
            return drafts.choices(turn, dialogue, found.services)
        if found.kind == "nothing":
            return not_one_service(turn)
        return self.about(turn, turn.dialogue, found.services[0])

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """The answer for one service or life event, then the open question or how to go on."""
        plan = plan_of(turn, owner_id)
        dialogue = replace(remember(turn, dialogue), topic=plan.id, aspect="", offers=())
        if isinstance(plan.owner, Service):
            stopped = drafts.not_in_force(turn, dialogue, plan.owner)
            if stopped:
                draft, offers = stopped
                return Result(
                    (draft, *resume_hint(turn, dialogue)), replace(dialogue, offers=offers)
                )
        answer = self.answer(turn, dialogue, plan)
        return Result((answer, *resume_hint(turn, dialogue)), dialogue)

    def answer(self, turn: Turn, dialogue: Dialogue, plan: Plan) -> Draft:
        """The draft that answers; for a life event each service under its name."""
        answers = known_answers(turn, plan, dialogue)
        members = plan.members(answers)
        by_service = [
            (service, tuple(self.written(turn, dialogue, service, own))) for service, own in members
        ]
        texts = [
            (f"〔{service.name}〕\n" if len(members) > 1 else "") + lines.bullets(map(str, found))
            for service, found in by_service
            if found
        ]
        card = card_about(turn, dialogue, plan.owner)
        card["lines"] = [
            {"field": line.field, "text": line.text, "for": line.situation, "service": service.id}
            for service, found in by_service
            for line in found
        ]
        facts = {
            "service": plan.name,
            "lines": "\n".join(texts),
            "footer": lines.footer(plan.owner),
        }
        draft = Draft(self.response, self.kind, "answered", facts, card)
        if not any(texts):
            return replace(draft, response="utter_not_recorded")
        return self.finished(turn, dialogue, plan, draft)

    def finished(self, turn: Turn, dialogue: Dialogue, plan: Plan, draft: Draft) -> Draft:
        """The draft with what only this aspect adds."""
        return draft


def from_field(service: Service, field: str, answers: Answers) -> Iterator[Line]:
    """One line for every part of a field that applies or still may apply."""
    parts = getattr(service, field)
    for part, certain in lines.applicable(parts, answers):
        text = lines.WRITERS[type(part)](part)  # type: ignore[operator]
        label = "" if certain else lines.situation(service.questions, part, answers)
        yield Line(text, f"{field}.{parts.index(part)}", label)


class ActionConditions(AspectAction):
    """Who may apply."""

    response, kind = "utter_conditions", "condition"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_conditions"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The conditions in plain words."""
        return from_field(service, "conditions", answers)


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


class ActionFee(AspectAction):
    """What it costs."""

    response, kind = "utter_fee", "fee"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_fee"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Fees and exemptions."""
        return from_field(service, "fees", answers)


class ActionChannel(AspectAction):
    """Online, counter, post, machine."""

    response, kind = "utter_channel", "channel"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_channel"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The ways to apply."""
        return from_field(service, "channels", answers)


class ActionVisits(AspectAction):
    """How often one must come."""

    response, kind = "utter_visits", "channel"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_visits"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Visits and why."""
        return from_field(service, "visits", answers)


class ActionValidity(AspectAction):
    """What comes out and how long it is valid."""

    response, kind = "utter_validity", "summary"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_validity"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Result, validity and renewal."""
        return from_field(service, "results", answers)


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
            dialogue = replace(dialogue, since={**dialogue.since, owner_id: turn.reading.as_of})
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
            named = dialogue.since.get(dialogue.topic)
            counted = deadline_after(part, date.fromisoformat(named)) if named else None
            closing = next_closing(part, runtime().today())
            due = counted or (Due(closing) if closing else None)
            text = lines.deadline(part, due, today=runtime().today())
            yield replace(line, text=text)


class ActionLocation(AspectAction):
    """Where to go; the district named is put first."""

    response, kind = "utter_location", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_location"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Offices of the district named and of the whole city, and what differs there."""
        district = dialogue.district
        found = tuple(from_field(service, "places", answers))
        near = [
            line
            for line in found
            if not district
            or service.places[int(line.field.rpartition(".")[2])].district in ("", district)
        ]
        if district and not any(place.district == district for place in service.places):
            yield Line(f"{district}的办理点还没有单列，下面是全市通用的", "places")
        yield from near or found
        for index, note in enumerate(service.district_notes):
            if note.district == district:
                yield Line(f"{district}：{note.text}", f"district_notes.{index}")


class ActionHours(AspectAction):
    """When offices are open."""

    response, kind = "utter_hours", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hours"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Opening hours."""
        for index, place in enumerate(service.places):
            yield Line(lines.hours(place), f"places.{index}")


class ActionContact(AspectAction):
    """Whom to call."""

    response, kind = "utter_contact", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_contact"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Hotlines."""
        for index, line in enumerate(service.hotlines):
            yield Line(f"{line.name}：{line.phone}", f"hotlines.{index}")


class ActionLegal(AspectAction):
    """On what the rule rests."""

    response, kind = "utter_legal", "legal"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_legal"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Laws, regulations and notices."""
        for index, basis in enumerate(service.basis):
            title = f"《{basis.title.strip('《》')}》"
            text = "，".join(filter(None, (title, basis.issuer, basis.number, basis.article)))
            yield Line(text, f"basis.{index}")


class ActionProgress(AspectAction):
    """How to find out how far an application is."""

    response, kind = "utter_progress", "progress"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_progress"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Where to look, as the bot sees no one's file."""
        return from_field(service, "channels", answers)


class ActionProblem(AspectAction):
    """Something went wrong: frequent questions that fit, and what to do when refused."""

    response, kind = "utter_problem", "text"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_problem"

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """A problem that another service solves (「身份证丢了」) opens that service."""
        found = current(turn, dialogue)
        if found is not None and found[0].id == owner_id:
            return super().about(turn, dialogue, owner_id)
        return begin(turn, dialogue, plan_of(turn, owner_id))

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The nearest frequent questions, then what to do when refused."""
        asked = set(turn.reading.text)
        nearest = sorted(service.faq, key=lambda f: -len(asked & set(f.q)))[:2]
        for faq in nearest:
            yield Line(f"{faq.q}？{faq.a}", f"faq.{service.faq.index(faq)}")
        if service.correction:
            yield Line(service.correction, "correction")


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
