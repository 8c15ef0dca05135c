"""The ways to apply: 「我想去窗口办」 and the like."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from actions import lines
from actions.base import GuideAction, Result, Turn
from actions.context import current
from actions.flow import open_plan, proceed
from actions.guide import ActionGuide
from actions.handing_in import handed_in
from bot.catalog.model import Service
from bot.guidance.plan import Plan
from bot.guidance.state import Journey
from bot.guidance.target import target
from bot.replies import Draft


class WayAction(GuideAction):
    """Base of 「我想去窗口办」 and the like."""

    way = ""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    def act(self, turn: Turn) -> Result:
        """Switches the way, where it exists and nothing was handed in another way already."""
        found = current(turn, turn.dialogue)
        meant = target(turn.reading, turn.dialogue, turn.guide)
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
