"""What an event says of a turn: what was asked about, not what is still open."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.record import event_of
from bot.guidance.state import DIALOGUE_SLOT, Dialogue, Journey


def of(*intents: str) -> dict[str, Any]:
    """The event of a turn after which the person has said things of these kinds."""
    said = [{"event": "user", "parse_data": {"intent": {"name": name}}} for name in intents]
    tracker = json.dumps({"slots": {}, "events": [*said, {"event": "bot", "text": "好"}]})
    return event_of(conversation="c", text="？", channel="web", outcome="answered", tracker=tracker)


@pytest.mark.parametrize(
    ("intents", "aspect"),
    [
        pytest.param(("ask_guide", "ask_fee"), "fee", id="the last one counts"),
        pytest.param(("ask_deadline",), "duration", id="as the question sets call it"),
        pytest.param(("ask_fee", "inform"), "", id="an answer asks nothing"),
        pytest.param((), "", id="nothing said"),
    ],
)
def test_the_aspect_is_that_of_the_last_question(intents: tuple[str, ...], aspect: str) -> None:
    assert of(*intents)["aspect"] == aspect


def test_a_question_on_the_side_counts_for_the_service_it_is_about() -> None:
    walk = Journey("residence-permit", "1", step="apply")
    aside = Dialogue((walk,), topic="marriage-register", asked="age")
    assert (about(aside)["service"], about(aside)["asked"]) == ("marriage-register", "")
    back = replace(aside, topic="residence-permit")
    assert (about(back)["service"], about(back)["asked"]) == ("residence-permit", "age")


def about(dialogue: Dialogue) -> dict[str, Any]:
    """The event of a turn that left the dialogue so."""
    tracker = json.dumps({"slots": {DIALOGUE_SLOT: dialogue.to_slot()}, "events": []})
    return event_of(conversation="c", text="？", channel="web", outcome="answered", tracker=tracker)
