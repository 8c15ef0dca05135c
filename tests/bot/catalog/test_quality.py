"""How good an entry is, on the five published dimensions, by service and by department."""

from __future__ import annotations

from typing import Any

import pytest

from bot.catalog.model import Catalog
from bot.catalog.quality import DIMENSIONS, ERROR_COSTS, by_department, scores
from tests import build


def test_the_dimensions_are_the_published_ones() -> None:
    assert tuple(DIMENSIONS) == ("事项覆盖", "指南准确", "方式完备", "办理成熟", "服务成效")


@pytest.mark.parametrize(
    ("dimension", "better"),
    [
        ("事项覆盖", {"everyday_names": ["a", "b", "c"]}),
        ("方式完备", {"channels": [{"kind": "online", "name": "x"}]}),
        ("办理成熟", {"visits": [{"count": 1, "why": "x"}]}),
        ("服务成效", {"checked_on": "2026-01-01"}),
    ],
)
def test_a_better_entry_scores_higher_there_only(dimension: str, better: dict[str, Any]) -> None:
    before = scores(build.catalog(build.service()))["permit"]
    after = scores(build.catalog(build.service(**better)))["permit"]
    raised = {d for d in DIMENSIONS if after.dimensions[d] > before.dimensions[d]}
    assert dimension in raised
    assert raised <= {dimension, "指南准确"}
    assert len(after.missing) < len(before.missing)


def test_errors_of_the_check_cost_accuracy(catalog: Catalog) -> None:
    name = "residence-permit-apply"
    spoilt = catalog.services[name].copy(update={"related": ("nowhere",)})
    worse = catalog.copy(update={"services": {**catalog.services, name: spoilt}})
    lost = scores(catalog)[name].dimensions["指南准确"] - scores(worse)[name].dimensions["指南准确"]
    assert lost == ERROR_COSTS


def test_departments_stand_with_the_lowest_first(catalog: Catalog) -> None:
    found = by_department(catalog)
    assert set(found) == {service.department for service in catalog.services.values()}
    totals = [score.total for score in found.values()]
    assert totals == sorted(totals)


def test_a_department_is_the_mean_of_its_services() -> None:
    one = build.service("one", checked_on="2026-01-01")
    two = build.service("two")
    single = scores(build.catalog(one, two))
    mean = by_department(build.catalog(one, two))["公安"]
    assert mean.total == pytest.approx((single["one"].total + single["two"].total) / 2)
