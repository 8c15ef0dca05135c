"""Into a service: what it is, the situation questions, the checklist."""

from __future__ import annotations

from dataclasses import replace

from actions import views
from actions.base import GuideAction, Result, Turn
from actions.finding import listed, nothing_found
from bot.guidance.conditions import UNKNOWN
from bot.guidance.decision import chosen, open_question, reply_to_question, target
from bot.guidance.state import Dialogue, Offer
from bot.replies import Draft


class ActionGuide(GuideAction):
    """Starts the journey of the service that is meant."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_guide"

    def act(self, turn: Turn) -> Result:
        """Starts, asks which service, or says that nothing fits."""
        found = target(turn.reading, turn.dialogue)
        if found.kind == "choices":
            return views.choices(turn, replace(turn.dialogue, aspect=""), found.services)
        if found.kind == "nothing":
            return nothing_found(turn)
        return open_service(turn, turn.dialogue, found.services[0])


class ActionMaterials(ActionGuide):
    """Papers depend on the situation, so the journey is started (or its checklist shown)."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_materials"


class ActionProcess(ActionGuide):
    """The steps depend on the situation too."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_process"


def open_service(turn: Turn, dialogue: Dialogue, service_id: str) -> Result:
    """Starts or takes up one service, unless its rules do not hold."""
    service = views.service_of(turn, service_id)
    expired = views.not_in_force(turn, dialogue, service)
    if expired:
        return Result((expired,), replace(dialogue, topic=service.id))
    journey = dialogue.journey_of(service_id)
    if journey and journey.checklist_shown:
        journey = replace(journey, checklist_shown=False)
        dialogue = dialogue.with_journey(journey)
    return views.begin(turn, dialogue, service)


class ActionAnswerQuestion(GuideAction):
    """Takes the answer to the open question and goes on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_question"

    def act(self, turn: Turn) -> Result:
        """Records the answer, and others the sentence gives."""
        found = reply_to_question(turn.reading, turn.dialogue, turn.guide.catalog)
        journey = turn.dialogue.journey
        if found is None or journey is None:
            return views.proceed(turn, turn.dialogue)
        dialogue = views.remember(turn, turn.dialogue)
        service = views.service_of(turn, journey.service)
        also = views.known_answers(turn, service, dialogue)
        journey = replace(journey, answers={**also, **journey.answers}).answered(
            found.question, found.option
        )
        if service.question(found.question).shared and found.question != "agent":
            dialogue = replace(dialogue, facts={**dialogue.facts, found.question: found.option})
        return views.proceed(turn, dialogue.with_journey(journey))


class ActionDontKnow(GuideAction):
    """「不知道」 is an answer: how to find out, and on with what covers both cases."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_dont_know"

    def act(self, turn: Turn) -> Result:
        """Marks the open question as not known."""
        question = open_question(turn.dialogue, turn.guide.catalog)
        journey = turn.dialogue.journey
        if question is None or journey is None:
            return views.proceed(turn, turn.dialogue)
        how = question.how_to_find_out or question.why
        lead = (Draft("utter_dont_know", "text", "controlled", {"how": how}),)
        dialogue = turn.dialogue.with_journey(journey.answered(question.id, UNKNOWN))
        return views.proceed(turn, dialogue, lead=lead)


class ActionChoose(GuideAction):
    """Takes one of the choices on offer, by number or by name."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_choose"

    def act(self, turn: Turn) -> Result:
        """Opens what was chosen; answers the aspect that was asked before choosing."""
        offer = chosen(turn.reading, turn.dialogue)
        if offer is None:
            return views.proceed(turn, turn.dialogue)
        dialogue = replace(turn.dialogue, offers=())
        if offer.kind == "theme":
            return listed(turn, title=offer.label, theme=offer.value)
        return take(turn, dialogue, offer)


def take(turn: Turn, dialogue: Dialogue, offer: Offer) -> Result:
    """Goes on with a chosen service, for the aspect asked about where there was one."""
    from actions.registry import aspect_action

    aspect = aspect_action(dialogue.aspect)
    if aspect is not None:
        return aspect.about(turn, replace(dialogue, aspect=""), offer.value)
    return open_service(turn, dialogue, offer.value)


class ActionChangeAnswer(GuideAction):
    """Changes an earlier answer; only what depends on it is asked again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_change_answer"

    def act(self, turn: Turn) -> Result:
        """Takes new answers from the sentence, or asks the last question again."""
        from bot.guidance.answers import answer_in_sentence

        journey = turn.dialogue.journey
        if journey is None:
            return ActionGuide().act(turn)
        service = views.service_of(turn, journey.service)
        found = [answer_in_sentence(q, turn.reading.text) for q in service.questions]
        changed = {f.question: f.option for f in found if f and journey.answers.get(f.question) != f.option}
        answers = dict(journey.answers)
        if not changed and answers:
            answers.pop(next(reversed(answers)))
        journey = replace(journey, answers={**answers, **changed}, checklist_shown=False)
        dialogue = views.remember(turn, turn.dialogue).with_journey(journey)
        return views.proceed(turn, dialogue, lead=(Draft("utter_changed", "text", "controlled"),))
