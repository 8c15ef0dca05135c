"""Percentiles and growth exponents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """What a set of timings looks like, in the unit of the timings."""

    count: int
    median: float
    p95: float
    p99: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        return cls(len(values), *(percentile(values, share) for share in (0.5, 0.95, 0.99)))


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was measured, never one in between."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The b of cost = a·size^b by least squares over logarithms: 0 is flat, 1 is proportional."""
    if len(sizes) != len(costs) or len(set(sizes)) < 2:
        raise ValueError("two different sizes are needed, each with a cost")
    xs, ys = [math.log(x) for x in sizes], [math.log(y) for y in costs]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    rise = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys))
    return rise / sum((x - middle_x) ** 2 for x in xs)
