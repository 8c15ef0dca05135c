"""How good each service's entry is, on the five dimensions of online-service evaluation.

The dimensions are those of the national 一体化政务服务能力 evaluation (事项覆盖, 指南准确,
方式完备, 办理成熟, 服务成效); what counts for each here is our reading of them, as data below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bot.catalog.lint import Finding, lint
from bot.catalog.model import Catalog, Service

Check = tuple[str, Callable[[Service], bool]]

DIMENSIONS: dict[str, tuple[Check, ...]] = {
    "事项覆盖": (
        ("codes", lambda s: bool(s.codes.implementation or s.codes.handle)),
        ("theme", lambda s: s.theme not in ("", "其他")),
        ("everyday names", lambda s: len(s.everyday_names) >= 3),
        ("sample questions", lambda s: len(s.sample_questions) >= 5),
        ("summary", lambda s: len(s.summary) >= 10),
    ),
    "指南准确": (
        ("conditions", lambda s: bool(s.conditions)),
        ("materials with source", lambda s: bool(s.materials) and all(_sourced(s))),
        ("steps", lambda s: bool(s.steps)),
        ("basis", lambda s: bool(s.basis)),
        ("source", lambda s: bool(s.source)),
        ("time limits", lambda s: bool(s.time_limits)),
        ("fees", lambda s: bool(s.fees)),
    ),
    "方式完备": (
        ("online", lambda s: any(way.kind == "online" for way in s.channels)),
        ("counter", lambda s: bool(s.offline) or any(w.kind == "counter" for w in s.channels)),
        ("places", lambda s: bool(s.places)),
        ("hotline", lambda s: bool(s.hotlines)),
    ),
    "办理成熟": (
        ("at most one visit", lambda s: bool(s.visits) and all(v.count <= 1 for v in s.visits)),
        ("faster than the law asks", lambda s: any(map(_faster, s.time_limits))),
        ("papers waived", lambda s: any(m.waived or m.electronic for m in s.materials)),
        ("result delivered", lambda s: any(r.receive for r in s.results)),
    ),
    "服务成效": (
        ("questions answered", lambda s: len(s.faq) >= 3),
        ("way to correct", lambda s: bool(s.correction)),
        ("what comes next", lambda s: bool(s.next or s.related)),
        ("checked", lambda s: s.checked_on is not None),
    ),
}
"""Dimension → what is looked at; each counts the same."""

ERROR_COSTS = 10.0
WARNING_COSTS = 2.0
"""Points off 指南准确 for each finding of the check."""


@dataclass(frozen=True)
class Score:
    """Points of 100 for each dimension, and what is missing."""

    dimensions: dict[str, float]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The mean of all dimensions."""
        return sum(self.dimensions.values()) / len(self.dimensions)


def scores(catalog: Catalog) -> dict[str, Score]:
    """The score of every service."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in lint(catalog):
        findings[finding.service].append(finding)
    return {key: _score(service, findings[key]) for key, service in catalog.services.items()}


def by_department(catalog: Catalog) -> dict[str, Score]:
    """The mean score of every department's services, the lowest first."""
    grouped: dict[str, list[Score]] = defaultdict(list)
    for key, score in scores(catalog).items():
        grouped[catalog.services[key].department].append(score)
    means = {
        department: Score({d: sum(s.dimensions[d] for s in found) / len(found) for d in DIMENSIONS})
        for department, found in grouped.items()
    }
    return dict(sorted(means.items(), key=lambda pair: pair[1].total))


def _score(service: Service, findings: list[Finding]) -> Score:
    points = {
        dimension: 100 * sum(holds(service) for _, holds in checks) / len(checks)
        for dimension, checks in DIMENSIONS.items()
    }
    off = sum(ERROR_COSTS for f in findings if f.severity == "error")
    off += sum(WARNING_COSTS for f in findings if f.severity == "warning")
    points["指南准确"] = max(0.0, points["指南准确"] - off)
    missing = (
        f"{dimension}: {name}"
        for dimension, checks in DIMENSIONS.items()
        for name, holds in checks
        if not holds(service)
    )
    return Score(points, tuple(missing))


def _sourced(service: Service) -> list[bool]:
    return [bool(m.get_it or m.obtained_by or m.holder != "third_party") for m in service.materials]


def _faster(limit: object) -> bool:
    legal, promised = getattr(limit, "legal", None), getattr(limit, "promised", None)
    if legal is None or promised is None or legal.kind != promised.kind:
        return False
    return promised.days is not None and legal.days is not None and promised.days < legal.days
