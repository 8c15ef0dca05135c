"""The same service for another person: a list of their own."""

from __future__ import annotations

from dataclasses import replace

from actions.base import GuideAction, Result, Turn
from actions.context import current
from actions.flow import proceed
from bot.guidance.context import another_person
from bot.guidance.state import Journey
from bot.replies import Draft


class ActionAnotherPerson(GuideAction):
    """「我老婆也要」: what was said of one person holds for no other."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_another_person"

    def act(self, turn: Turn) -> Result:
        """After the list a new one from the first question; before it, first this one."""
        found = current(turn, turn.dialogue)
        if found is None:
            return proceed(turn, turn.dialogue)
        plan, journey = found
        facts = {"who": another_person(turn.reading, turn.dialogue), "service": plan.name}
        if not journey.checklist_shown:
            lead = (Draft("utter_another_person_later", "text", "controlled", facts),)
            return proceed(turn, turn.dialogue, lead=lead)
        fresh = Journey(plan.id, turn.guide.catalog.version)
        dialogue = replace(turn.dialogue.with_journey(fresh), facts={})
        lead = (Draft("utter_another_person_now", "text", "controlled", facts),)
        return proceed(turn, dialogue, lead=lead)
