"""Every combination of answers of a service ends well, and what does not is named."""

from __future__ import annotations

from typing import Any

import pytest

from bot.catalog.model import Catalog
from bot.guidance.paths import overall, prove, prove_service
from tests import build

WHOLE: dict[str, Any] = {
    "questions": [build.question("stay", "full", "short")],
    "outcomes": [
        {"when": {"stay": ["short"]}, "not_eligible": "x", "instead": [{"do": "y"}]},
    ],
    "steps": [build.step("submit")],
    "channels": [{"kind": "online", "name": "x"}],
    "time_limits": [{"legal": {"days": 1}}],
    "fees": [{"amount": 0}],
    "results": [{"name": "x"}],
}
FULL_ONLY = {"when": {"stay": ["full"]}}


def dead_ends(**fields: Any) -> tuple[str, ...]:
    service = build.service(**{**WHOLE, **fields})
    return prove_service(service, build.catalog(service)).dead_ends


def test_a_whole_service_has_no_dead_end() -> None:
    assert dead_ends() == ()


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("steps", "no step"),
        ("channels", "no way to apply"),
        ("time_limits", "no time limit"),
        ("fees", "no word on the fee"),
        ("results", "no result"),
    ],
)
def test_what_one_answer_lacks_is_named_with_the_answers(field: str, reason: str) -> None:
    parts = [dict(part) | FULL_ONLY for part in WHOLE[field]]
    assert dead_ends(**{field: parts, "outcomes": []}) == (f"{{'stay': 'short'}}: {reason}",)


@pytest.mark.parametrize(
    "outcome",
    [
        {"not_eligible": "x", "instead": [{"do": "y", "service": "nowhere"}]},
        {"go_to": "nowhere", "because": "x"},
    ],
    ids=["instead", "go_to"],
)
def test_an_end_in_a_service_that_is_not_there_is_named(outcome: dict[str, Any]) -> None:
    (found,) = dead_ends(outcomes=[{"when": {"stay": ["short"]}, **outcome}])
    assert "leads to nowhere, which does not exist" in found


def test_every_path_of_the_shipped_catalogue_ends_well(catalog: Catalog) -> None:
    reports = prove(catalog)
    assert [f"{r.service}: {end}" for r in reports for end in r.dead_ends] == []
    assert len(reports) == len(catalog.services)
    assert all(r.shortest <= r.mean <= r.longest for r in reports)


def test_all_services_are_summed_up_in_one_line() -> None:
    one, two = build.service("one"), build.service("two", **WHOLE)
    assert overall(prove(build.catalog(one, two))).startswith(
        "2 service(s), 3 paths; questions: shortest 0, longest 1, mean 0.67;"
    )
