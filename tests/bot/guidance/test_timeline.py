"""Stages of a project: in parallel, one after the other, and what decides the end."""

from __future__ import annotations

from datetime import date

from bot.catalog.model import Catalog
from bot.guidance.timeline import timeline
from tests.build import service

MONDAY = date(2025, 6, 9)
STAGES = [
    {"id": "plan", "name": "plan", "days": 10},
    {"id": "fire", "name": "fire", "days": 5, "after": ["plan"]},
    {"id": "build", "name": "build", "days": 8, "after": ["plan"]},
    {"id": "own", "name": "own", "days": 2, "after": ["plan"], "counts": False},
    {"id": "open", "name": "open", "days": 3, "after": ["fire", "build"]},
]


def test_parallel_stages_overlap_and_the_longer_decides() -> None:
    found = timeline(service(stages=STAGES), {}, MONDAY)
    assert found is not None
    spans = {span.stage.id: span for span in found.spans}
    assert (spans["fire"].from_day, spans["fire"].to_day) == (10, 15)
    assert (spans["build"].from_day, spans["build"].to_day) == (10, 18)
    assert (spans["open"].from_day, spans["open"].to_day) == (18, 21)
    assert found.days == found.counted == 21
    assert {name for name, span in spans.items() if span.critical} == {"plan", "build", "open"}


def test_dates_are_working_days() -> None:
    found = timeline(service(stages=STAGES[:1]), {}, MONDAY)
    assert found is not None
    assert found.end.day == date(2025, 6, 23)


def test_stages_that_do_not_apply_are_left_out() -> None:
    stages = [{**STAGES[0], "when": {"kind": ["big"]}}, {"id": "small", "name": "s", "days": 1}]
    made = service(stages=stages)
    found = timeline(made, {"kind": "little"}, MONDAY)
    assert found is not None
    assert [span.stage.id for span in found.spans] == ["small"]


def test_a_stage_of_unknown_length_makes_the_whole_incomplete() -> None:
    found = timeline(service(stages=[{"id": "x", "name": "x", "unknown": True}]), {}, MONDAY)
    assert found is not None
    assert not found.complete


def test_a_service_without_stages_has_no_timeline() -> None:
    assert timeline(service(), {}, MONDAY) is None


def test_stages_of_a_government_project_follow_one_another(catalog: Catalog) -> None:
    project = catalog.services["gov-investment-project"]
    found = timeline(project, {"kind": "building", "land": "new"}, MONDAY)
    assert found is not None
    starts = {span.stage.id: span.from_day for span in found.spans}
    ends = {span.stage.id: span.to_day for span in found.spans}
    for span in found.spans:
        assert all(starts[span.stage.id] >= ends[before] for before in span.stage.after)
    # No office publishes lengths of single stages, so none may be made up.
    assert not found.complete
    assert found.counted == 0
