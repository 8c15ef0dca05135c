"""The proof that every way through a service ends well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.catalog.model import Catalog, Service
from bot.guidance.conditions import Answers, applies
from bot.guidance.situations import Situations


@dataclass(frozen=True)
class PathReport:
    """All paths of one service: how many, how long (in questions), and which end badly."""

    service: str
    paths: int
    shortest: int
    longest: int
    mean: float
    dead_ends: tuple[str, ...]


def prove(catalog: Catalog, ids: Iterable[str] = ()) -> list[PathReport]:
    """Walks every combination of answers of these services; of every service without ids."""
    return [prove_service(catalog.services[i], catalog) for i in ids or catalog.services]


def overall(reports: Sequence[PathReport]) -> str:
    """One line about all services together."""
    paths = sum(report.paths for report in reports)
    return (
        f"{len(reports)} service(s), {paths} paths; questions: "
        f"shortest {min((r.shortest for r in reports), default=0)}, "
        f"longest {max((r.longest for r in reports), default=0)}, "
        f"mean {sum(r.mean * r.paths for r in reports) / max(paths, 1):.2f}; "
        f"{sum(len(r.dead_ends) for r in reports)} dead end(s)"
    )


def prove_service(service: Service, catalog: Catalog) -> PathReport:
    """Walks every combination of answers of one service."""
    situations = Situations(service)
    paths = list(situations.paths())
    lengths = [len(path) for path in paths]
    dead_ends = tuple(
        f"{path or 'no question'}: {reason}"
        for path in paths
        for reason in _faults(service, catalog, situations, path)
    )
    return PathReport(
        service.id, len(paths), min(lengths), max(lengths), sum(lengths) / len(paths), dead_ends
    )


def _faults(
    service: Service, catalog: Catalog, situations: Situations, path: Answers
) -> Iterator[str]:
    outcome = situations.outcome(path)
    if outcome is not None:
        targets = [outcome.go_to] if outcome.go_to else [i.service for i in outcome.instead]
        for target in filter(None, targets):
            if target not in catalog.services:
                yield f"leads to {target}, which does not exist"
        return
    if not any(applies(step.when, path) for step in service.steps):
        yield "no step"
    if not any(applies(way.when, path) for way in service.channels):
        yield "no way to apply"
    if not any(applies(limit.when, path) for limit in service.time_limits):
        yield "no time limit"
    if not any(applies(fee.when, path) for fee in service.fees):
        yield "no word on the fee"
    if not any(applies(result.when, path) for result in service.results):
        yield "no result"
