"""A dated timeline of a project in stages: what runs in parallel, and what decides the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalog.handling import Stage
from bot.catalog.model import Service
from bot.guidance.calendar import Due, working_days_after
from bot.guidance.conditions import Answers, Status, status


@dataclass(frozen=True)
class Span:
    """One stage with the working days and dates it takes up, as far as lengths are known."""

    stage: Stage
    from_day: int
    to_day: int
    starts: date
    ends: date
    critical: bool


@dataclass(frozen=True)
class Timeline:
    """All stages of one person's project; ``days`` are working days on the critical path."""

    spans: tuple[Span, ...]
    days: int
    counted: int
    end: Due

    @property
    def complete(self) -> bool:
        """True where every stage has a known length."""
        return not any(span.stage.unknown for span in self.spans)


def timeline(service: Service, answers: Answers, start: date) -> Timeline | None:
    """The stages that apply or still may, begun at ``start``; None for a service without stages.

    A stage begins when all stages it comes after have ended; stages without a common
    predecessor run in parallel. A stage of unknown length takes up no days and is marked.
    """
    stages = tuple(
        stage for stage in service.stages if status(stage.when, answers) is not Status.FAILS
    )
    if not stages:
        return None
    starts, ends = _schedule(stages)
    total = max(ends.values())
    critical = _critical(stages, ends, total)
    spans = tuple(
        Span(
            stage,
            starts[stage.id],
            ends[stage.id],
            working_days_after(start, starts[stage.id]).day,
            working_days_after(start, ends[stage.id]).day,
            stage.id in critical,
        )
        for stage in stages
    )
    counted = sum(s.stage.days or 0 for s in spans if s.critical and s.stage.counts)
    return Timeline(spans, total, counted, working_days_after(start, total))


def _schedule(stages: Sequence[Stage]) -> tuple[dict[str, int], dict[str, int]]:
    """First and last working day of every stage, counted from the start."""
    by_id = {stage.id: stage for stage in stages}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}

    def end(stage: Stage) -> int:
        if stage.id not in ends:
            before = [by_id[name] for name in stage.after if name in by_id]
            starts[stage.id] = max((end(one) for one in before), default=0)
            ends[stage.id] = starts[stage.id] + (stage.days or 0)
        return ends[stage.id]

    for stage in stages:
        end(stage)
    return starts, ends


def _critical(stages: Sequence[Stage], ends: dict[str, int], total: int) -> frozenset[str]:
    """The stages without slack: a day later there is a day later at the end."""
    by_id = {stage.id: stage for stage in stages}
    found: set[str] = set()
    pending = [stage for stage in stages if ends[stage.id] == total]
    while pending:
        stage = pending.pop()
        if stage.id in found:
            continue
        found.add(stage.id)
        begins = ends[stage.id] - (stage.days or 0)
        pending += [by_id[n] for n in stage.after if n in by_id and ends[n] == begins]
    return frozenset(found)
