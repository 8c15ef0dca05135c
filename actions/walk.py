"""Walking through the steps: next, back, again, where am I, skip and done."""

from __future__ import annotations

from dataclasses import replace

from actions import drafts
from actions.base import GuideAction, Result, Turn
from actions.context import current, name_of, plan_of
from actions.flow import finish_step, open_plan, proceed, switch
from actions.guide import ActionDontKnow
from bot.guidance.context import journey_meant, open_question
from bot.guidance.plan import Plan
from bot.guidance.state import Journey
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
