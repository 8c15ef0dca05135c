"""Walking through the steps: next, back, again, where am I, skip, done, and the ways to apply."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from actions import drafts, lines
from actions.answers import result_day
from actions.base import GuideAction, Result, Turn
from actions.context import current, name_of, on_date, plan_of
from actions.flow import finish_step, open_plan, proceed, resume_hint, switch
from actions.guide import ActionDontKnow, ActionGuide
from bot.catalog.model import Service, Step
from bot.guidance.decision import journey_meant, open_question, target
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey
from bot.replies import Draft


class ActionNext(GuideAction):
    """On: the present step counts as done."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_next"

    def act(self, turn: Turn) -> Result:
        """Marks the step done and shows the next; an open question is asked again."""
        if turn.dialogue.journey is None and turn.dialogue.proposal:
            return take_proposal(turn)
        if turn.dialogue.journey is not None and turn.dialogue.asked:
            lead = (Draft("utter_first_this", "text", "controlled"),)
            return proceed(turn, turn.dialogue, lead=lead)
        return proceed(turn, finish_step(turn.dialogue, skipped=False))


class ActionDone(ActionNext):
    """The person says that the step is done."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_done"


class ActionAffirm(ActionNext):
    """A plain yes: takes up what was proposed, or goes on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_affirm"

    def act(self, turn: Turn) -> Result:
        """Takes the proposal; to an open question a plain yes says nothing."""
        if turn.dialogue.proposal:
            return take_proposal(turn)
        if turn.dialogue.asked:
            lead = (Draft("utter_not_understood", "text", "clarified"),)
            return proceed(turn, turn.dialogue, lead=lead)
        return super().act(turn)


class ActionSkip(GuideAction):
    """Leaves the step out, or the question open."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_skip"

    def act(self, turn: Turn) -> Result:
        """Skips the step; an open question is taken as not known."""
        if open_question(turn.dialogue, turn.guide) is not None:
            return ActionDontKnow().act(turn)
        return proceed(turn, finish_step(turn.dialogue, skipped=True))


class ActionPrevious(GuideAction):
    """Back: the step before, the checklist, or the question before."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_previous"

    def act(self, turn: Turn) -> Result:
        """Undoes the last step or the last answer; the end of a journey is undone too."""
        if not turn.dialogue.journeys:
            return proceed(turn, turn.dialogue)
        journey = turn.dialogue.journeys[0]
        plan = plan_of(turn, journey.service)
        back = _step_back(plan, journey) if journey.checklist_shown else None
        back = back or _answer_back(journey)
        return proceed(turn, turn.dialogue.with_journey(replace(back, ended=False)))


def _step_back(plan: Plan, journey: Journey) -> Journey | None:
    """Before the last finished step; before the first step stands the checklist."""
    order = [step.id for step in plan.steps(journey.answers, journey.way)]
    last = next((s for s in reversed(order) if s in (*journey.done, *journey.skipped)), None)
    if last is not None:
        return replace(
            journey,
            step="",
            done=tuple(s for s in journey.done if s != last),
            skipped=tuple(s for s in journey.skipped if s != last),
        )
    return replace(journey, step="", checklist_shown=False) if journey.step else None


def _answer_back(journey: Journey) -> Journey:
    answers = dict(journey.answers)
    if answers:
        answers.pop(next(reversed(answers)))
    return replace(journey, answers=answers, checklist_shown=False, step="")


class ActionRepeat(GuideAction):
    """Says the present point again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat"

    def act(self, turn: Turn) -> Result:
        """The open question, the checklist or the step once more."""
        journey = turn.dialogue.journey
        if journey and journey.checklist_shown and not journey.step:
            journey = replace(journey, checklist_shown=False)
            return proceed(turn, turn.dialogue.with_journey(journey))
        return proceed(turn, turn.dialogue)


class ActionResume(GuideAction):
    """Takes up where the person left; 「刚才的」 and a name go to another open journey."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_resume"

    def act(self, turn: Turn) -> Result:
        """Goes on in the journey meant."""
        meant = journey_meant(turn.reading, turn.dialogue, turn.guide)
        if meant is None and turn.dialogue.journey is None:
            meant = turn.dialogue.waiting
        if meant is not None:
            return switch(turn, turn.dialogue, meant)
        return proceed(turn, turn.dialogue)


class ActionStatus(GuideAction):
    """Where am I?"""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_status"

    def act(self, turn: Turn) -> Result:
        """The service, the situation so far, the present point, and what else is open."""
        found = current(turn, turn.dialogue)
        if found is None:
            return proceed(turn, turn.dialogue)
        plan, journey = found
        way = journey.way or plan.default_way(journey.answers, plain=turn.dialogue.plain)
        order = [step.id for step in plan.steps(journey.answers, way)]
        over = sum(step in order for step in (*journey.done, *journey.skipped))
        settled = plan.progress(journey.answers).question is None
        situation = drafts.situation_summary(plan, journey.answers, passed=journey.passed)
        others = [name_of(turn, j.service) for j in turn.dialogue.open_journeys if j is not journey]
        facts = {
            "service": plan.name,
            "situation": f"（{situation}）" if situation else "",
            "progress": f"，步骤完成了 {over}/{len(order)}" if settled else "，还在问情况",
            "others": f"另外还有：{'、'.join(others)}。" if others else "",
        }
        lead = (Draft("utter_status", "progress", "controlled", facts),)
        if journey.checklist_shown and not journey.step:
            journey = replace(journey, checklist_shown=False)
        return proceed(turn, turn.dialogue.with_journey(journey), lead=lead)


class WayAction(GuideAction):
    """Base of 「我想去窗口办」 and the like."""

    way = ""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    def act(self, turn: Turn) -> Result:
        """Switches the way, where it exists and nothing was handed in another way already."""
        found = current(turn, turn.dialogue)
        meant = target(turn.reading, turn.dialogue, turn.guide.catalog)
        if found is None:
            return self._before_journey(turn) if meant.services else ActionGuide().act(turn)
        plan, journey = found
        if meant.kind == "service" and meant.services[0] != plan.id:
            return open_plan(turn, turn.dialogue, meant.services[0])
        if plan.progress(journey.answers).question is None:
            if self.way not in plan.ways(journey.answers):
                lead = (self._no_such_way(plan, journey),)
                return proceed(turn, turn.dialogue, lead=lead)
            if self.way == "online" and handed_in(plan, journey):
                lead = (Draft("utter_did_at_counter", "text", "controlled", {"result": ""}),)
                return proceed(turn, turn.dialogue, lead=lead)
        lead = (Draft("utter_way", "text", "controlled", {"way": lines.WAYS[self.way]}),)
        journey = replace(journey, way=self.way, step="")
        return proceed(turn, turn.dialogue.with_journey(journey), lead=lead)

    def _before_journey(self, turn: Turn) -> Result:
        result = ActionGuide().act(turn)
        journey = result.dialogue.journey
        if journey is None:
            return result
        return replace(
            result, dialogue=result.dialogue.with_journey(replace(journey, way=self.way))
        )

    def _no_such_way(self, plan: Plan, journey: Journey) -> Draft:
        existing = "、".join(lines.WAYS[way] for way in plan.ways(journey.answers))
        offline = plan.owner.offline if isinstance(plan.owner, Service) else ""
        facts = {
            "way": lines.WAYS[self.way],
            "existing": f"可以：{existing}。" if existing else "",
            "offline": offline,
        }
        return Draft("utter_no_such_way", "channel", "answered", facts)


class ActionByCounter(WayAction):
    """At the counter."""

    way = "counter"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_counter"


class ActionByOnline(WayAction):
    """Online."""

    way = "online"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_online"


class ActionByPost(WayAction):
    """By post."""

    way = "post"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_post"


class ActionByTerminal(WayAction):
    """At a machine."""

    way = "terminal"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_by_terminal"


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
        meant = target(turn.reading, turn.dialogue, turn.guide.catalog)
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
        found = target(turn.reading, turn.dialogue, turn.guide.catalog)
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


def take_proposal(turn: Turn) -> Result:
    """Does what a plain yes means now."""
    proposal = turn.dialogue.proposal
    dialogue = replace(turn.dialogue, proposal=None)
    if proposal is None:
        return proceed(turn, dialogue)
    journey = dialogue.journey_of(proposal.value)
    if proposal.kind == "resume" and journey is not None:
        return switch(turn, dialogue, journey)
    return open_plan(turn, dialogue, proposal.value)
