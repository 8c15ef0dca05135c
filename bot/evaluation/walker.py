"""Talks to the actions as the running assistant does, without Rasa's classifier around them.

A message goes through the same decision and the same actions as in `banshi serve`; only the
reading of free text is given instead of guessed. The state after a turn is a value, so every
branch of a conversation can be tried from the same point.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

import actions.answers
import actions.asking
import actions.handing_in
import actions.journeys
import actions.limits
import actions.papers
import actions.people
import actions.walk
import actions.ways  # noqa: F401  (the actions register by being imported)
from actions.base import Result, Turn, one_footer_each
from actions.registry import action_named
from bot.guidance.decision import contextual_action
from bot.guidance.reading import Reading, ServiceGuess
from bot.guidance.state import Dialogue
from bot.replies import Draft
from bot.runtime import Guide

DOMAIN = Path("domain.yml")
LONGEST_CHAIN = 3


@dataclass(frozen=True)
class Said:
    """What one turn said and left behind."""

    drafts: tuple[Draft, ...]
    dialogue: Dialogue

    @property
    def last(self) -> Draft:
        """The last message: what the person answers to."""
        return self.drafts[-1]

    def draft(self, kind: str) -> Draft | None:
        """The last message of this kind."""
        return next((draft for draft in reversed(self.drafts) if draft.kind == kind), None)


class Walker:
    """Says things to the assistant of one catalogue version."""

    def __init__(self, guide: Guide, *, domain: Path = DOMAIN) -> None:
        self.guide = guide
        read = yaml.safe_load(domain.read_text("utf-8"))
        self._texts = {name: entries[0]["text"] for name, entries in read["responses"].items()}

    def open(self, owner_id: str, dialogue: Dialogue | None = None) -> Said:
        """Asks for one service by nothing but its id."""
        reading = Reading(
            "我要办这个", "ask_guide", 1.0, (ServiceGuess(owner_id, 1.0),), no_service=0.0
        )
        return self.take(reading, dialogue or Dialogue(), action="action_guide")

    def say(self, text: str, dialogue: Dialogue, *, intent: str = "nlu_fallback") -> Said:
        """Says something of which no more is understood than the intent given."""
        return self.take(Reading(text, intent, 1.0), dialogue)

    def take(self, reading: Reading, dialogue: Dialogue, *, action: str = "") -> Said:
        """One turn: decision, action, and what is remembered as the slot would hold it."""
        named = action or contextual_action(reading, dialogue, self.guide) or _by_rule(reading)
        drafts: tuple[Draft, ...] = ()
        for _ in range(LONGEST_CHAIN):
            result = self._act(named, reading, dialogue)
            drafts += one_footer_each(result.drafts)
            dialogue = Dialogue.from_slot(result.dialogue.to_slot())
            if not result.then:
                break
            named = result.then
        return Said(drafts, dialogue)

    def words(self, draft: Draft) -> str:
        """The message as `domain.yml` words it; raises KeyError for a fact that is missing."""
        return string.Formatter().vformat(self._texts[draft.response], (), _strict(draft.facts))

    def _act(self, name: str, reading: Reading, dialogue: Dialogue) -> Result:
        action = action_named(name)
        if action is None:
            raise KeyError(f"no action {name!r}")
        as_of = reading.as_of if reading.as_of or not dialogue.offers else dialogue.as_of
        return action.act(Turn(reading, replace(dialogue, as_of=as_of), self.guide))


def _by_rule(reading: Reading) -> str:
    """Rules are one intent, one action of the same name (data/stories/rules.yml)."""
    name = reading.intent.removeprefix("ask_")
    return f"action_{'guide' if reading.intent == 'nlu_fallback' else name}"


def _strict(facts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(facts)
