"""Every option we show is understood as that option, by its label and by what it says."""

from __future__ import annotations

import pytest

from bot.evaluation.walker import Said, Walker
from bot.guidance.buttons import BUTTONS
from bot.guidance.decision import contextual_action
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue
from bot.runtime import Runtime


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    """The assistant, its reading of free text given."""
    return Walker(assistant.guide)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.say)
def test_a_button_is_understood_whatever_the_classifier_thinks(
    walker: Walker, button: object
) -> None:
    for words in (button.say, button.label):  # type: ignore[attr-defined]
        reading = Reading(words, "start_over", 1.0)
        found = contextual_action(reading, Dialogue(), walker.guide)
        assert found == button.action  # type: ignore[attr-defined]


def test_every_option_of_every_first_question_is_taken_as_itself(walker: Walker) -> None:
    for service_id in walker.guide.catalog.services:
        said = walker.open(service_id)
        card = said.last.card or {}
        for option in card.get("options", ()):
            _is_taken(walker, said, option["label"], card["question"], option["id"])


def test_every_option_by_its_number_is_taken_as_itself(walker: Walker) -> None:
    for service_id in walker.guide.catalog.services:
        said = walker.open(service_id)
        card = said.last.card or {}
        for number, option in enumerate(card.get("options", ()), 1):
            _is_taken(walker, said, str(number), card["question"], option["id"])


def _is_taken(walker: Walker, said: Said, words: str, question: str, option: str) -> None:
    then = walker.say(words, said.dialogue)
    service = said.dialogue.journeys[0].service
    journey = next(j for j in then.dialogue.journeys if j.service == service)
    assert journey.answers.get(question) == option, f"{service}: {words!r} for {question}"


def test_what_is_offered_after_a_refusal_opens_it(walker: Walker) -> None:
    said = walker.open("residence-permit-apply")
    said = walker.say("深圳户口", said.dialogue)
    assert [choice.label for choice in said.last.options] == ["居民身份证换领"]
    said = walker.say("1", said.dialogue)
    assert said.dialogue.journeys[0].service == "id-card-renew"


def test_buttons_of_a_step_can_be_chosen_by_number(walker: Walker) -> None:
    said = walker.open("residence-permit-apply")
    for words in ("不是深圳户口", "在深圳读书", "开始"):
        said = walker.say(words, said.dialogue)
    first = said.last
    assert first.kind == "step"
    said = walker.say("1", said.dialogue)
    assert said.last.kind == "step"
    assert said.last.facts["index"] == first.facts["index"] + 1
