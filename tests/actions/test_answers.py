"""Aspects of a service: dated, complete, and without anything empty."""

from __future__ import annotations

import pytest

from bot.evaluation.walker import Walker
from bot.guidance.reading import Reading, ServiceGuess
from bot.guidance.state import Dialogue
from bot.runtime import Runtime

ASPECTS = (
    "conditions", "duration", "fee", "location", "hours", "channel", "visits", "progress",
    "contact", "legal", "problem", "validity", "deadline",
)  # fmt: skip
EMPTY = ("· \n", "：（）", "来源：（", "\n\n", "【】", "None", "（）", "。。")


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    """The assistant, its reading of free text given."""
    return Walker(assistant.guide)


def _ask(text: str, aspect: str, service: str, **fields: str) -> Reading:
    guess = (ServiceGuess(service, 1.0),)
    return Reading(text, f"ask_{aspect}", 1.0, guess, no_service=0.0, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_nothing_empty_is_printed_of_any_service(walker: Walker, aspect: str) -> None:
    for service in walker.guide.catalog.services:
        said = walker.take(_ask("问一下", aspect, service), Dialogue())
        text = walker.words(said.drafts[0]) + "\n"
        assert not [empty for empty in EMPTY if empty in text], f"{service}: {text}"


@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_answer_names_its_source_once_and_a_way_without_the_net(
    walker: Walker, aspect: str
) -> None:
    said = walker.take(_ask("问一下", aspect, "residence-permit-apply"), Dialogue())
    text = "\n".join(walker.words(draft) for draft in said.drafts)
    assert text.count("来源：") == 1
    assert "12345" in text


def test_an_answer_in_the_middle_gives_the_source_once(walker: Walker) -> None:
    first = walker.open("residence-permit-apply")
    said = walker.say("要多少钱", first.dialogue)
    assert [draft.kind for draft in said.drafts] == ["fee", "question"]
    assert sum("来源：" in walker.words(draft) for draft in said.drafts) == 1


def test_a_deadline_is_dated_from_the_day_named(walker: Walker) -> None:
    reading = _ask("孩子11月3日出生", "deadline", "birth-registration", as_of="2026-11-03")
    said = walker.take(reading, Dialogue())
    assert "2026 年 12 月 3 日" in walker.words(said.drafts[0])
    assert said.dialogue.as_of == ""


def test_a_project_has_a_timeline_as_text_and_as_data(walker: Walker) -> None:
    said = walker.take(_ask("要多久", "duration", "construction-permit"), Dialogue())
    draft = said.drafts[0]
    assert draft.response == "utter_timeline"
    stages = (draft.card or {})["timeline"]
    assert all(stage["name"] in walker.words(draft) for stage in stages)
    assert any(stage["critical"] for stage in stages)


def test_a_life_event_answers_for_each_service(walker: Walker) -> None:
    opened = walker.open("newborn")
    said = walker.say("要多少钱", opened.dialogue)
    assert len({line["service"] for line in (said.drafts[0].card or {})["lines"]}) > 2


def test_another_service_in_the_middle_does_not_show_the_wrong_journey(walker: Walker) -> None:
    opened = walker.open("residence-permit-apply")
    said = walker.take(_ask("社保卡多久", "duration", "social-card-apply"), opened.dialogue)
    assert (said.drafts[0].card or {})["service_id"] == "social-card-apply"
    assert (said.last.card or {})["service_id"] == "residence-permit-apply"


def test_a_problem_another_service_solves_opens_it_beside_the_first(walker: Walker) -> None:
    opened = walker.open("residence-permit-apply")
    said = walker.take(_ask("身份证丢了怎么办", "problem", "id-card-replace"), opened.dialogue)
    open_ones = [journey.service for journey in said.dialogue.open_journeys]
    assert open_ones == ["id-card-replace", "residence-permit-apply"]
