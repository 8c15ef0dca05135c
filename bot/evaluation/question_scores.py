"""Scores of a question set: overall, by kind, by slice, and how far scores can be trusted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation.questions import Understood

NAMES_A_SERVICE = frozenset({"service", "ambiguous"})
NO_SERVICE = frozenset({"out_of_catalog", "out_of_scope"})
BINS = 10
WORST = 15


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1; None where nothing was there to measure."""

    questions: int
    top1: float | None
    top3: float | None
    decision: float | None
    wrong_answers: float | None
    answered_without_service: float | None
    aspect: float | None


@dataclass(frozen=True)
class Bin:
    """Questions whose first candidate had a score in one tenth: how often it was right."""

    low: float
    questions: int
    mean_score: float
    right: float


@dataclass(frozen=True)
class Report:
    """Everything measured on one question set."""

    overall: Scores
    kinds: Mapping[str, Scores]
    slices: Mapping[str, Scores]
    reliability: tuple[Bin, ...]
    confusions: tuple[tuple[str, str, int], ...]
    configuration: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Plain data for machines."""
        return asdict(self)


def report(understood: Sequence[Understood], *, configuration: Mapping[str, Any]) -> Report:
    """Measures a question set."""
    return Report(
        overall=scores(understood),
        kinds=_by(understood, lambda u: (u.question.kind,)),
        slices=_by(understood, lambda u: u.question.slices),
        reliability=_reliability(understood),
        confusions=_confusions(understood),
        configuration=configuration,
    )


def scores(understood: Sequence[Understood]) -> Scores:
    """Scores of some questions; services are counted on questions of one service only."""
    one = [u for u in understood if u.question.kind == "service"]
    named = [u for u in understood if u.question.kind in NAMES_A_SERVICE]
    nowhere = [u for u in understood if u.question.kind in NO_SERVICE]
    return Scores(
        questions=len(understood),
        top1=_share(u.found(1) for u in one),
        top3=_share(u.found(3) for u in one),
        decision=_share(u.right_decision for u in understood),
        wrong_answers=_share(u.wrong_answer for u in named),
        answered_without_service=_share(u.decision == "answer" for u in nowhere),
        aspect=_share(u.right_aspect for u in one),
    )


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else None


def _by(
    understood: Sequence[Understood], groups: Callable[[Understood], Iterable[str]]
) -> dict[str, Scores]:
    members: dict[str, list[Understood]] = defaultdict(list)
    for one in understood:
        for name in groups(one):
            members[name].append(one)
    return {name: scores(members[name]) for name in sorted(members)}


def _reliability(understood: Sequence[Understood]) -> tuple[Bin, ...]:
    bins: dict[int, list[Understood]] = defaultdict(list)
    for one in understood:
        if one.question.kind == "service" and one.services:
            bins[min(BINS - 1, int(one.services[0][1] * BINS))].append(one)
    return tuple(
        Bin(
            low=place / BINS,
            questions=len(members),
            mean_score=round(sum(u.services[0][1] for u in members) / len(members), 3),
            right=round(sum(u.found(1) for u in members) / len(members), 3),
        )
        for place, members in sorted(bins.items())
    )


def _confusions(understood: Sequence[Understood]) -> tuple[tuple[str, str, int], ...]:
    """Services taken for one another most often: the right one, the one found, how often."""
    pairs = Counter(
        (u.question.services[0], u.top)
        for u in understood
        if u.question.kind == "service" and u.services and not u.found(1)
    )
    return tuple((right, taken, times) for (right, taken), times in pairs.most_common(WORST))
