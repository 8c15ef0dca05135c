"""How much a life event asks, and what becomes of the questions left out."""

from __future__ import annotations

import pytest

from bot.catalog.model import Catalog
from bot.guidance.asking import (
    MOST_ASKED,
    asked_next,
    enough_asked,
    passed_over,
    still_passed,
    taken_up,
)
from bot.guidance.conditions import UNKNOWN
from bot.guidance.event_plan import EventPlan
from bot.guidance.situations import Situations
from bot.guidance.state import Journey


def plan_of(catalog: Catalog, event: str) -> EventPlan:
    return EventPlan(catalog.life_events[event], catalog.services, Situations)


def asked_on(plan: EventPlan, *, option: int) -> Journey:
    """A journey in which the person always takes the same option, until enough is asked."""
    journey = Journey(plan.id, "v")
    while not enough_asked(plan, journey):
        question = asked_next(plan, journey).question
        if question is None:
            break
        chosen = question.options[min(option, len(question.options) - 1)]
        journey = journey.answered(question.id, chosen.id)
    return journey


@pytest.mark.parametrize("option", [0, 1])
def test_no_life_event_asks_more_than_its_share(catalog: Catalog, option: int) -> None:
    for event in catalog.life_events:
        plan = plan_of(catalog, event)
        assert len(asked_on(plan, option=option).answers) <= MOST_ASKED


def test_the_number_announced_is_never_too_small(catalog: Catalog) -> None:
    plan = plan_of(catalog, "graduate-to-shenzhen")
    journey, before = Journey(plan.id, "v"), MOST_ASKED + 1
    while not enough_asked(plan, journey):
        progress = asked_next(plan, journey)
        if progress.question is None:
            break
        assert progress.remaining < before
        before = progress.remaining
        journey = journey.answered(progress.question.id, progress.question.options[0].id)
    assert before <= 1


def test_what_the_event_settles_is_not_asked(catalog: Catalog) -> None:
    plan = plan_of(catalog, "open-restaurant")
    journey = asked_on(plan, option=0)
    assert "food-license.reason" not in journey.answers
    licence = next(
        own for service, own in plan.members(journey.answers) if service.id == "food-license"
    )
    assert licence["reason"] == "first"
    assert licence["business"] == "catering"


def test_a_settled_answer_follows_the_answer_it_hangs_on(catalog: Catalog) -> None:
    plan = plan_of(catalog, "newborn")
    for where in ("shenzhen", "elsewhere"):
        members = {service.id: own for service, own in plan.members({"baby_household": where})}
        assert members["child-medical-insurance"]["child_household"] == where


def test_the_same_words_are_asked_once_for_two_services(catalog: Catalog) -> None:
    plan = plan_of(catalog, "buy-car")
    given = {"household": "elsewhere", "energy": "fuel", "source": "new_car"}
    ids = [q.id for q in plan.questions(given) if q.id.endswith(".insurance")]
    assert "car-quota-lottery.insurance" in ids
    assert "car-quota-auction.insurance" not in ids


def test_questions_passed_over_cover_every_case_and_can_be_taken_up(catalog: Catalog) -> None:
    plan = plan_of(catalog, "newborn")
    journey = passed_over(plan, Journey(plan.id, "v", {"baby_household": "shenzhen"}))
    assert plan.progress(journey.answers).question is None
    assert still_passed(journey) == len(journey.passed) > 0
    assert journey.answers["baby_household"] == "shenzhen"
    again = taken_up(journey)
    assert UNKNOWN not in again.answers.values()
    assert asked_next(plan, again).question is not None
    assert not enough_asked(plan, again)
