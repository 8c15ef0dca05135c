"""The proof through the running assistant, on a sample; `banshi eval paths` takes every way."""

from __future__ import annotations

import pytest

from bot.evaluation.paths import walk_service
from bot.evaluation.walker import Walker
from bot.runtime import Runtime

SAMPLE = 3
EVENTS = ("newborn", "open-restaurant", "after-death")


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    """The assistant, its reading of free text given."""
    return Walker(assistant.guide)


def test_sampled_ways_of_every_service_end_well(walker: Walker) -> None:
    reports = [
        walk_service(walker, service, seed=7, most=SAMPLE)
        for service in walker.guide.catalog.services.values()
    ]
    assert [f"{r.owner}: {fault}" for r in reports for fault in r.faults] == []
    assert sum(r.exact for r in reports) == sum(r.checklists for r in reports) > 0


@pytest.mark.parametrize("event", EVENTS)
def test_sampled_ways_of_a_life_event_end_in_one_merged_checklist(
    walker: Walker, event: str
) -> None:
    report = walk_service(walker, walker.guide.catalog.life_events[event], seed=7, most=SAMPLE)
    assert report.faults == []
    assert report.checklists == report.exact == report.completed == SAMPLE


def test_no_more_is_asked_than_a_form_would(walker: Walker) -> None:
    service = walker.guide.catalog.services["residence-permit-apply"]
    report = walk_service(walker, service, seed=7)
    assert not report.sampled
    assert report.questions < report.form
