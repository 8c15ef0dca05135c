"""What was handed in at a counter, and what came back refused."""

from __future__ import annotations

from dataclasses import replace

from actions import lines
from actions.base import GuideAction, Result, Turn
from actions.context import current, on_date, plan_of
from actions.flow import open_plan, proceed, resume_hint
from actions.guide import ActionGuide
from actions.limits import result_day
from bot.catalog.handling import Step
from bot.catalog.model import Service
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey
from bot.guidance.target import target
from bot.replies import Draft


class ActionDidAtCounter(GuideAction):
    """Already handed in at a counter: never sent to do it again online."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_did_at_counter"

    def act(self, turn: Turn) -> Result:
        """Counts every step a person does up to handing in as done, and says until when to wait."""
        found = current(turn, turn.dialogue)
        if found is None:
            return self._named(turn)
        plan, journey = found
        order = plan.steps(journey.answers, "counter")
        last = max((i for i, step in enumerate(order) if step.channel == "counter"), default=-1)
        done = tuple(step.id for step in order[: last + 1])
        journey = replace(
            journey,
            way="counter",
            step="",
            done=tuple(dict.fromkeys((*journey.done, *done))),
            checklist_shown=True,
            handed_in=on_date(turn.dialogue).isoformat(),
        )
        lead = (_handed_in_draft(plan, journey, turn.dialogue),)
        return proceed(turn, turn.dialogue.with_journey(journey), lead=lead)

    def _named(self, turn: Turn) -> Result:
        """Outside a journey: into the one of the service named, past handing in."""
        meant = target(turn.reading, turn.dialogue, turn.guide)
        if meant.kind in ("service", "topic"):
            opened = open_plan(turn, turn.dialogue, meant.services[0])
            if opened.dialogue.journey:
                return self.act(replace(turn, dialogue=opened.dialogue))
        facts = {"result": ""}
        return Result((Draft("utter_did_at_counter", "text", "controlled", facts),), turn.dialogue)


def handed_in(plan: Plan, journey: Journey) -> bool:
    """True where a step at a counter is done already."""
    return any(
        step.channel == "counter" and step.id in journey.done
        for step in plan.steps(journey.answers, "counter")
    )


def _handed_in_draft(plan: Plan, journey: Journey, dialogue: Dialogue) -> Draft:
    days = [result_day(service, own, dialogue) for service, own in plan.members(journey.answers)]
    only = days[0] if len(days) == 1 else None
    result = f"如果是今天受理的，{lines.result_by(only)}。" if only else ""
    return Draft("utter_did_at_counter", "text", "controlled", {"result": result})


class ActionRejected(GuideAction):
    """Refused or asked to correct (补正): its own branch."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_rejected"

    def act(self, turn: Turn) -> Result:
        """What to do after a refusal; the journey goes back to before handing in."""
        found = target(turn.reading, turn.dialogue, turn.guide)
        if found.kind not in ("service", "topic"):
            return ActionGuide().act(turn)
        plan = plan_of(turn, found.services[0])
        owner = plan.owner
        correction = owner.correction if isinstance(owner, Service) else ""
        facts = {
            "service": plan.name,
            "correction": correction or "先看清退回的原因，补齐后再交；不清楚就打 12345 问。",
            "footer": lines.footer(owner),
        }
        draft = Draft("utter_rejected", "text", "answered", facts)
        dialogue = _before_handing_in(turn, turn.dialogue, plan)
        return Result((draft, *resume_hint(turn, dialogue)), dialogue)


def _before_handing_in(turn: Turn, dialogue: Dialogue, plan: Plan) -> Dialogue:
    """The journey of the refused matter, with handing in and all after it to be done again."""
    journey = next((j for j in dialogue.journeys if j.service == plan.id), None)
    if journey is None or not journey.done:
        return dialogue
    order = plan.steps(journey.answers, journey.way)
    first = next((i for i, step in enumerate(order) if _hands_in(step)), len(order))
    again = {step.id for step in order[first:]}
    journey = replace(
        journey,
        done=tuple(s for s in journey.done if s not in again),
        skipped=tuple(s for s in journey.skipped if s not in again),
        step="",
        checklist_shown=True,
        ended=False,
        handed_in="",
    )
    return replace(dialogue.with_journey(journey), offers=(), asked="")


def _hands_in(step: Step) -> bool:
    return step.channel != "any"
