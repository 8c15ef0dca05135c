"""Percentiles, exponents and repeated conversations."""

from __future__ import annotations

import pytest

from benchmarks.stats import Spread, exponent, percentile
from benchmarks.talk import TALK, said_at
from benchmarks.workers.protocol import repeated


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)]
)
def test_percentile_is_a_measured_value(share: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_spread_of_one_value() -> None:
    assert Spread.of([7.0]) == Spread(1, 7.0, 7.0, 7.0)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_exponent_is_found(power: float) -> None:
    sizes = [1, 10, 100, 1000]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_exponent_needs_two_sizes() -> None:
    with pytest.raises(ValueError, match="two different sizes"):
        exponent([5, 5], [1, 2])


def test_conversation_repeats_its_turns_in_order() -> None:
    short = ["start", "U1", "b1", "U2", "b2"]
    made = repeated(short, 3, is_message=lambda event: event.startswith("U"))
    assert made == ["start", "U1", "b1", "U2", "b2", "U1", "b1"]


def test_talk_begins_anew_after_its_last_sentence() -> None:
    assert said_at(len(TALK) + 1) == said_at(1) == TALK[0]
