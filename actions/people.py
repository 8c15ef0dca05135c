"""A person, a complaint, and what is kept about somebody."""

from __future__ import annotations

from actions import views
from actions.base import GuideAction, Result, Turn
from bot.replies import Draft


class ActionHandoff(GuideAction):
    """Wants a person."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_handoff"

    def act(self, turn: Turn) -> Result:
        """Names the telephones of the matter at hand; 12345 always answers."""
        topic = turn.dialogue.topic
        service = turn.guide.catalog.services.get(topic)
        phones = "、".join(f"{h.name} {h.phone}" for h in service.hotlines) if service else "12345"
        draft = Draft("utter_handoff", "handoff", "handed_off", {"phones": phones})
        return Result((draft, *views.resume_hint(turn, turn.dialogue)), turn.dialogue)


class ActionComplaint(GuideAction):
    """Complains."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_complaint"

    def act(self, turn: Turn) -> Result:
        """Takes the complaint seriously and says where it is dealt with."""
        draft = Draft("utter_complaint", "ticket", "ticketed")
        return Result((draft, *views.resume_hint(turn, turn.dialogue)), turn.dialogue)


class ActionReceipt(GuideAction):
    """Where does this come from?"""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_receipt"

    def act(self, turn: Turn) -> Result:
        """The source and basis of the service talked about."""
        from actions.answers import ActionLegal

        return ActionLegal().act(turn)
