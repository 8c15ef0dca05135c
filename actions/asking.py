"""To the list with fewer questions, and the questions left out after all."""

from __future__ import annotations

from actions.base import GuideAction, Result, Turn
from actions.context import current
from actions.flow import proceed
from actions.guide import show_checklist
from bot.guidance.asking import taken_up


class ActionEnough(GuideAction):
    """「先看清单」: no more questions for now."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_enough"

    def act(self, turn: Turn) -> Result:
        """The list for what is known, with what is only needed in some cases marked."""
        if current(turn, turn.dialogue) is None:
            return proceed(turn, turn.dialogue)
        return show_checklist(turn, turn.dialogue)


class ActionAskMore(GuideAction):
    """「接着问」: the questions passed over are asked."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_more"

    def act(self, turn: Turn) -> Result:
        """Opens what was passed over again."""
        found = current(turn, turn.dialogue)
        if found is None:
            return proceed(turn, turn.dialogue)
        return proceed(turn, turn.dialogue.with_journey(taken_up(found[1])))
