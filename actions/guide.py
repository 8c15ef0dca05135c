"""Into a service: what it is, the situation questions, the checklist."""

from __future__ import annotations

from dataclasses import replace

from actions import drafts
from actions.aspect import AspectAction
from actions.base import GuideAction, Result, Turn
from actions.context import current, known_answers, plan_of, remember
from actions.finding import not_one_service, themed
from actions.flow import open_plan, proceed, with_other_needs
from actions.registry import action_named
from bot.catalog.situation import Question
from bot.guidance.asking import passed_over
from bot.guidance.conditions import UNKNOWN
from bot.guidance.context import (
    all_chosen,
    chosen,
    corrected,
    open_question,
    reply_to_question,
    volunteered,
)
from bot.guidance.intents import ASKS, SURE_INTENT
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey, Offer
from bot.guidance.target import Target, target
from bot.replies import Draft
from bot.text.normalise import normalise

AS_SHOWN = frozenset({"exact", "position", "yes_no"})


class ActionGuide(GuideAction):
    """Starts the journey of the service that is meant."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_guide"

    def act(self, turn: Turn) -> Result:
        """Starts, asks which service, or says that nothing fits."""
        found = target(turn.reading, turn.dialogue, turn.guide)
        if found.kind == "choices":
            # What an earlier message asked about is answered no more once another is asked.
            asks = ASKS.search(normalise(turn.reading.text))
            dialogue = replace(turn.dialogue, aspect="") if asks else turn.dialogue
            return drafts.choices(turn, dialogue, found.services)
        if found.kind == "nothing" or (found.kind == "topic" and _not_understood(turn, found)):
            return self._unclear(turn)
        return with_other_needs(turn, open_plan(turn, turn.dialogue, found.services[0]))

    def _unclear(self, turn: Turn) -> Result:
        """Words nothing was made of: the open point again, or what there is."""
        if turn.dialogue.journey is None:
            return not_one_service(turn)
        lead = (Draft("utter_not_understood", "text", "clarified"),)
        return proceed(turn, turn.dialogue, lead=lead)


class ActionMaterials(ActionGuide):
    """Papers depend on the situation, so the journey is started (or its checklist shown)."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_materials"

    def act(self, turn: Turn) -> Result:
        """The checklist of the journey under way, where that is what is meant."""
        found = target(turn.reading, turn.dialogue, turn.guide)
        journey = turn.dialogue.journey
        if not journey or found.services[:1] != (journey.service,):
            return super().act(turn)
        before = drafts.asked_before(turn, turn.dialogue, plan_of(turn, journey.service))
        if turn.dialogue.asked:
            lead = before or (Draft("utter_first_this", "text", "controlled"),)
            return proceed(turn, turn.dialogue, lead=lead)
        listed = show_checklist(turn, turn.dialogue)
        return replace(listed, drafts=(*before, *listed.drafts))


class ActionProcess(ActionGuide):
    """The steps depend on the situation too."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_process"

    def act(self, turn: Turn) -> Result:
        """All steps by name, where the journey has come that far; else into the journey."""
        found = current(turn, turn.dialogue)
        meant = target(turn.reading, turn.dialogue, turn.guide)
        if found is None or meant.services[:1] != (found[0].id,):
            return super().act(turn)
        plan, journey = found
        if plan.progress(journey.answers).question is not None:
            return proceed(turn, turn.dialogue)
        way = journey.way or plan.default_way(journey.answers, plain=turn.dialogue.plain)
        names = [step.name for step in plan.steps(journey.answers, way)]
        facts = {
            "service": plan.name,
            "steps": "\n".join(f"{i}. {name}" for i, name in enumerate(names, 1)),
        }
        lead = (Draft("utter_process", "progress", "answered", facts),)
        dialogue = turn.dialogue.with_journey(replace(journey, checklist_shown=True))
        return proceed(turn, dialogue, lead=lead)


class ActionAnswerQuestion(GuideAction):
    """Takes the answer to the open question and goes on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_question"

    def act(self, turn: Turn) -> Result:
        """Records the answer, and others the sentence gives."""
        journey = turn.dialogue.journey
        if journey is None:
            return proceed(turn, turn.dialogue)
        found = reply_to_question(turn.reading, turn.dialogue, turn.guide)
        if found is not None and found.option == UNKNOWN:
            return ActionDontKnow().act(turn)
        given = {found.question: found.option} if found else {}
        # An option chosen as shown says only that; its label may hold words of other questions.
        chosen_as_shown = found is not None and found.how in AS_SHOWN
        also = {} if chosen_as_shown else volunteered(turn.reading, turn.dialogue, turn.guide)
        dialogue = turn.dialogue if chosen_as_shown else remember(turn, turn.dialogue)
        plan = plan_of(turn, journey.service)
        dialogue = replace(dialogue, facts={**dialogue.facts, **_about_person(plan, given)})
        # The open question's answer goes last: it is the one 「上一步」 takes back.
        answers = {**journey.answers, **{k: v for k, v in also.items() if k not in given}, **given}
        said = () if given or also else (Draft("utter_not_understood", "text", "clarified"),)
        return proceed(turn, dialogue.with_journey(replace(journey, answers=answers)), lead=said)


def _about_person(plan: Plan, given: dict[str, str]) -> dict[str, str]:
    """Answers that hold for every service: shared ones, except who goes."""
    shared = {name: plan.question(name) for name in given}
    return {
        name: given[name]
        for name, question in shared.items()
        if question and question.shared and name != "agent" and given[name] != UNKNOWN
    }


class ActionDontKnow(GuideAction):
    """「不知道」 is an answer: how to find out, and on with what covers both cases."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_dont_know"

    def act(self, turn: Turn) -> Result:
        """Marks the open question as not known."""
        question = open_question(turn.dialogue, turn.guide)
        journey = turn.dialogue.journey
        if question is None or journey is None:
            return proceed(turn, turn.dialogue)
        lead = (_find_out(question),)
        dialogue = turn.dialogue.with_journey(journey.answered(question.id, UNKNOWN))
        return proceed(turn, dialogue, lead=lead)


def _find_out(question: Question) -> Draft:
    how = question.how_to_find_out.rstrip("。")
    facts = {"how": f"想弄清楚可以：{how}。" if how else "办的时候向窗口或 12345 问清楚就行。"}
    return Draft("utter_dont_know", "text", "controlled", facts)


class ActionChoose(GuideAction):
    """Takes one of the choices on offer, by number or by name."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_choose"

    def act(self, turn: Turn) -> Result:
        """Opens what was chosen; answers the aspect that was asked before choosing."""
        offer = chosen(turn.reading, turn.dialogue)
        if offer is None:
            return proceed(turn, turn.dialogue)
        if offer.kind == "act":
            action = action_named(offer.value)
            return action.act(turn) if action else proceed(turn, turn.dialogue)
        dialogue = replace(turn.dialogue, offers=())
        if offer.kind == "theme":
            return themed(turn, offer.value)
        every = all_chosen(turn.reading, turn.dialogue)
        return with_other_needs(turn, take(turn, dialogue, offer), every)


def take(turn: Turn, dialogue: Dialogue, offer: Offer) -> Result:
    """Goes on with a chosen service, for the aspect asked about where there was one."""
    action = action_named(dialogue.aspect)
    if isinstance(action, AspectAction):
        return action.about(turn, replace(dialogue, aspect=""), offer.value)
    return open_plan(turn, dialogue, offer.value)


class ActionChangeAnswer(GuideAction):
    """Changes an earlier answer; only what depends on it is asked again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_change_answer"

    def act(self, turn: Turn) -> Result:
        """Takes new answers from the sentence, or asks the question named (else the last) again."""
        if not turn.dialogue.journeys:
            return ActionGuide().act(turn)
        journey = turn.dialogue.journeys[0]
        plan = plan_of(turn, journey.service)
        dialogue = replace(turn.dialogue, as_of="")
        changed = corrected(turn.reading, dialogue, turn.guide)
        found = reply_to_question(turn.reading, dialogue, turn.guide) if not changed else None
        also = {found.question: found.option} if found else {}
        answers = {**journey.answers, **changed, **also}
        if not changed and not also:
            answers = _taken_back(plan, journey, turn.reading.text)
        journey = replace(journey, answers=answers, checklist_shown=False, step="", ended=False)
        facts = {**dialogue.facts, **_about_person(plan, changed)}
        dialogue = replace(dialogue, facts=facts).with_journey(journey)
        said = "utter_changed" if changed or also else "utter_ask_again"
        return proceed(turn, dialogue, lead=(Draft(said, "text", "controlled"),))


def _taken_back(plan: Plan, journey: Journey, text: str) -> dict[str, str]:
    """The answers without the one named by its question's words, else without the last."""
    answers = dict(journey.answers)
    if not answers:
        return answers
    said = normalise(text)
    scored = {q: _shared(said, plan.question(q)) for q in answers}
    best = max(scored, key=lambda name: scored[name])
    answers.pop(best if scored[best] else next(reversed(answers)))
    return answers


def _shared(said: str, question: Question | None) -> int:
    """How many character pairs of the question's own words stand in the sentence."""
    if question is None:
        return 0
    words = normalise("".join((question.ask, *(o.label for o in question.options))))
    pairs = {words[i : i + 2] for i in range(len(words) - 1)}
    return sum(said[i : i + 2] in pairs for i in range(len(said) - 1))


def show_checklist(turn: Turn, dialogue: Dialogue) -> Result:
    """The checklist of the current journey; questions still open are passed over."""
    journey = dialogue.journeys[0]
    plan = plan_of(turn, journey.service)
    dialogue = remember(turn, dialogue)
    journey = replace(
        journey,
        answers={**known_answers(turn, plan, dialogue), **journey.answers},
        step="",
        checklist_shown=False,
    )
    return proceed(turn, dialogue.with_journey(passed_over(plan, journey)))


def _not_understood(turn: Turn, found: Target) -> bool:
    """Words that say nothing, or too little to leave a journey for what was asked in between."""
    journey = turn.dialogue.journey
    elsewhere = journey is not None and found.services[0] != journey.service
    unsure = elsewhere and turn.reading.confidence < SURE_INTENT
    return unsure or turn.reading.intent in ("nlu_fallback", "affirm", "deny", "more_needs")
