"""Several journeys, their end, and how plainly to speak."""

from __future__ import annotations

from dataclasses import replace

from actions.base import GuideAction, Result, Turn
from actions.context import name_of
from actions.flow import open_plan, proceed, resume_hint, switch
from bot.guidance.state import Dialogue, Offer, Proposal
from bot.replies import Choice, Draft

NAMED = 0.3
"""A service at least this likely is meant, where it is one of those under way."""


class ActionListJourneys(GuideAction):
    """What is under way."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list_journeys"

    def act(self, turn: Turn) -> Result:
        """Lists open journeys to switch between; goes to the one named."""
        under_way = turn.dialogue.open_journeys
        top = turn.reading.top
        named = turn.dialogue.journey_of(top.service) if top and top.score > NAMED else None
        if named is not None:
            return switch(turn, turn.dialogue, named)
        if not under_way:
            return proceed(turn, turn.dialogue)
        names = [name_of(turn, journey.service) for journey in under_way]
        offers = tuple(
            Offer("service", journey.service, name)
            for journey, name in zip(under_way, names, strict=True)
        )
        facts = {"journeys": "\n".join(f"{i}. {name}" for i, name in enumerate(names, 1))}
        options = tuple(Choice(name, name) for name in names)
        draft = Draft("utter_journeys", "choices", "controlled", facts, None, options)
        return Result((draft,), replace(turn.dialogue, offers=offers))


class ActionCancel(GuideAction):
    """Stops the current journey."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_cancel"

    def act(self, turn: Turn) -> Result:
        """Ends the journey; one that waits is named."""
        journey = turn.dialogue.journey
        if journey is None:
            return Result((Draft("utter_nothing_to_cancel", "text", "controlled"),), turn.dialogue)
        others = tuple(j for j in turn.dialogue.journeys if j is not journey)
        dialogue = replace(
            turn.dialogue, journeys=others, topic="", asked="", offers=(), proposal=None
        )
        facts = {"service": name_of(turn, journey.service)}
        said = Draft("utter_cancelled", "text", "controlled", facts)
        waiting = next(iter(dialogue.open_journeys), None)
        if waiting is None:
            return Result((said,), dialogue)
        # Not taken up unasked: the person has just had enough of one thing.
        kept = tuple(j for j in others if j is not waiting)
        dialogue = replace(
            dialogue, journeys=(waiting, *kept), proposal=Proposal("resume", waiting.service)
        )
        return Result((said, *resume_hint(turn, dialogue)), dialogue)


class ActionStartOver(GuideAction):
    """From the beginning."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_start_over"

    def act(self, turn: Turn) -> Result:
        """Begins the current service anew; what was said before is forgotten."""
        journey = turn.dialogue.journey
        others = tuple(j for j in turn.dialogue.journeys if j is not journey)
        fresh = Dialogue(plain=turn.dialogue.plain, district=turn.dialogue.district)
        if journey is None:
            return Result((Draft("utter_start_over", "text", "controlled"),), fresh)
        result = open_plan(turn, fresh, journey.service)
        behind = (*result.dialogue.journeys, *others)
        return replace(result, dialogue=replace(result.dialogue, journeys=behind))


class ActionDeny(GuideAction):
    """A plain no."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_deny"

    def act(self, turn: Turn) -> Result:
        """Drops what was proposed; an open question is asked again."""
        dialogue = turn.dialogue
        if dialogue.asked and not dialogue.proposal and not dialogue.offers:
            lead = (Draft("utter_not_understood", "text", "clarified"),)
            return proceed(turn, dialogue, lead=lead)
        dialogue = replace(dialogue, proposal=None, offers=())
        said = Draft("utter_what_else", "text", "controlled")
        return Result((said, *resume_hint(turn, dialogue)), dialogue)


class ActionSimplify(GuideAction):
    """Plain mode on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_simplify"

    def act(self, turn: Turn) -> Result:
        """Speaks more plainly from now on; the present point is said again, plainly."""
        return _mode(turn, plain=True)


class ActionNormalMode(GuideAction):
    """Plain mode off."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_normal_mode"

    def act(self, turn: Turn) -> Result:
        """Speaks as usual again."""
        return _mode(turn, plain=False)


def _mode(turn: Turn, *, plain: bool) -> Result:
    dialogue = replace(turn.dialogue, plain=plain)
    said = Draft("utter_plain_on" if plain else "utter_plain_off", "text", "controlled")
    # The responses' variations go by the slot, so the present point is said by a second action.
    return Result((said,), dialogue, then="action_repeat" if dialogue.journey else "")
