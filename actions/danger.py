"""Somebody in danger: the number to call comes before everything else."""

from __future__ import annotations

from actions.base import GuideAction, Result, Turn
from actions.registry import action_named
from bot.guidance.danger import danger
from bot.guidance.target import CLEARLY
from bot.replies import Draft


class ActionDanger(GuideAction):
    """Names whom to call at once; a service that is clearly meant follows."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_danger"

    def act(self, turn: Turn) -> Result:
        """The number first; nothing that was open is asked again now."""
        kind = danger(turn.reading.text) or "violence"
        response, top = f"utter_danger_{kind}", turn.reading.top
        if top is None or top.score < CLEARLY:
            return Result((Draft(response, "notice", "out_of_scope"),), turn.dialogue)
        asked = action_named(f"action_{turn.reading.asks or 'guide'}")
        result = asked.act(turn) if asked else Result((), turn.dialogue)
        lead = Draft(response, "notice", "controlled")
        return Result((lead, *result.drafts), result.dialogue, result.then)
