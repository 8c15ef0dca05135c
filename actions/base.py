"""The base of all actions: read the turn, act, utter the drafts, never fall silent."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dating import on_another_day
from bot.guidance.reading import Reading
from bot.guidance.renewal import renewed
from bot.guidance.state import DIALOGUE_SLOT, Dialogue
from bot.replies import Draft
from bot.runtime import Guide, runtime

PLAIN_SLOT = "plain"
FOOTER = "footer"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """One message with everything needed to act on it."""

    reading: Reading
    dialogue: Dialogue
    guide: Guide


@dataclass(frozen=True)
class Result:
    """What to say, what is remembered afterwards, and an action to run in the same turn."""

    drafts: tuple[Draft, ...]
    dialogue: Dialogue
    then: str = ""


class GuideAction(Action, ABC):
    """Base of all actions; subclasses give a name and say what to do with a turn."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    @abstractmethod
    def act(self, turn: Turn) -> Result:
        """Gives what to say and remember for this turn."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Runs the action (rasa_sdk). Whatever goes wrong, the person gets an answer."""
        dialogue = Dialogue.from_slot(tracker.get_slot(DIALOGUE_SLOT))
        told: tuple[Draft, ...] = ()
        try:
            dialogue, told = caught_up(dialogue)
            result = self.act(_turn(tracker, dialogue))
            if not dialogue.asked:
                made = runtime()
                told += on_another_day(result.drafts, made.guide.catalog, today=made.today())
        except Exception:
            logger.exception("action %s failed", self.name())
            result = Result((Draft("utter_failed", "notice", "failed"),), dialogue)
        for draft in (*told, *one_footer_each(result.drafts)):
            _utter(dispatcher, draft)
        events: list[EventType] = [SlotSet(DIALOGUE_SLOT, result.dialogue.to_slot())]
        if result.dialogue.plain != bool(tracker.get_slot(PLAIN_SLOT)):
            events.append(SlotSet(PLAIN_SLOT, result.dialogue.plain))
        if result.then:
            events.append(FollowupAction(result.then))
        return events


def caught_up(dialogue: Dialogue) -> tuple[Dialogue, tuple[Draft, ...]]:
    """The conversation on the version of this turn, with a word on what that changed."""
    made = runtime()
    found = renewed(dialogue, now=made.guide, earlier=made.guides.of)
    facts = {"service": found.service, "changes": "\n".join(f"· {c}" for c in found.changes)}
    if found.gone:
        return found.dialogue, (Draft("utter_service_gone", "notice", "controlled", facts),)
    if found.changes:
        return found.dialogue, (Draft("utter_catalog_changed", "notice", "controlled", facts),)
    return found.dialogue, ()


def one_footer_each(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """The drafts with source and notice only once a turn for each service: on the last."""
    kept: list[Draft] = []
    seen: set[str] = set()
    for draft in reversed(tuple(drafts)):
        owner = str((draft.card or {}).get("service_id", ""))
        again = owner in seen and FOOTER in draft.facts
        kept.append(replace(draft, facts={**draft.facts, FOOTER: ""}) if again else draft)
        if draft.facts.get(FOOTER):
            seen.add(owner)
    return tuple(reversed(kept))


def _turn(tracker: Tracker, dialogue: Dialogue) -> Turn:
    reading = Reading.from_parse(tracker.latest_message)
    if reading.district:
        dialogue = replace(dialogue, district=reading.district)
    # A date counts for the question it stands in; choices on offer still belong to it. When
    # somebody was born or came is no day to answer for.
    named = "" if reading.age or reading.stayed else reading.as_of
    if named or not dialogue.offers:
        dialogue = replace(dialogue, as_of=named)
    return Turn(reading, dialogue, runtime().guide)


def _utter(dispatcher: CollectingDispatcher, draft: Draft) -> None:
    dispatcher.utter_message(
        response=draft.response,
        buttons=[{"title": choice.label, "payload": choice.say} for choice in draft.options],
        json_message={"kind": draft.kind, "outcome": draft.outcome, "card": draft.card},
        **draft.facts,
    )
