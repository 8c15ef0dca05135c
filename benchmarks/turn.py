"""One turn, stock Rasa beside Banshi, in-process and over HTTP, in ever longer conversations."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from math import ceil
from typing import Any

from benchmarks.lab import Lab
from benchmarks.peers.stock.http import StockOverHttp
from benchmarks.peers.stock.http import running as stock_running
from benchmarks.report import Result, Table, Target
from benchmarks.stats import Spread, exponent
from benchmarks.workers.http import BanshiOverHttp
from benchmarks.workers.http import running as banshi_running
from benchmarks.workers.protocol import Worker, worker

TURNS = (1, 10, 100, 300, 1000)
SAMPLES, ROUNDS = 120, 3
"""All lengths in turn, several times over: a minute in which the machine is slow falls on all."""

BLOCK, WARMING = 12, 2
"""Turns of one side in a row; the first of them meet caches that the other side filled, which no
server in service does, and are not counted."""

LONGEST_SECONDS = 5.0
"""A side that is slow gets fewer samples in a round rather than more time."""

ENOUGH_FOR_P99 = 100
Run = Callable[[int, int], list[float]]
Spreads = dict[int, Spread]


def measure(lab: Lab) -> Result:
    """All lengths, both ways."""
    lengths = TURNS[:3] if lab.quick else TURNS
    inside = _in_process(lab, lengths)
    over = _over_http(lab, lengths)
    targets = (
        *_targets(inside),
        Target(
            "Banshi in-process grows with the turn as turn^b, b",
            exponent(lengths, [inside[1][n].median for n in lengths]), "at most", 0.05,
        ),
    )  # fmt: skip
    return Result(
        name="turn",
        title="A turn",
        how=f"The same sentences said to both in turn, in blocks of {BLOCK} whose first {WARMING} "
        "are not counted, each at exactly the given turn of a conversation: public test questions, "
        "each said once, and follow-ups. Banshi does all it does in service (masking, limits, lock, "
        "Redis, catalogue, guidance, log, reports); stock Rasa understands, predicts and says a fixed "
        "sentence, with its default store in memory. Milliseconds.",
        tables=(_table("In-process", *inside), _table("Over HTTP", *over)),
        targets=targets,
        caveats=(
            f"{lab.stock_settings}; this changes what it understands, not what a turn costs.",
            "Long stock conversations are made by repeating the events of its first twelve turns; "
            "over HTTP, from turn 300 on, its samples follow one another in one conversation.",
            f"p99 is given from {ENOUGH_FOR_P99} samples on.",
        ),
        figures={
            "turns": list(lengths),
            "stock_ms": {n: inside[0][n].median for n in lengths},
            "banshi_ms": {n: inside[1][n].median for n in lengths},
            "banshi_http_ms": {n: over[1][n].median for n in lengths},
            "stock_http_ms": {n: over[0][n].median for n in lengths},
        },
    )


def interleaved(
    runs: tuple[Run, Run], *, samples: int, start: int
) -> tuple[list[float], list[float]]:
    """Samples of two sides, block by block, so that both meet the same machine."""
    found: tuple[list[float], list[float]] = ([], [])
    spent = [0.0, 0.0]
    for first in range(start, start + said_for(samples), BLOCK):
        for side, run in enumerate(runs):
            if spent[side] < LONGEST_SECONDS:
                started = time.perf_counter()
                found[side].extend(run(BLOCK, first)[WARMING:])
                spent[side] += time.perf_counter() - started
    return found


def said_for(samples: int) -> int:
    """Sentences that are said for so many samples."""
    return ceil(samples / (BLOCK - WARMING)) * BLOCK


def _in_process(lab: Lab, lengths: tuple[int, ...]) -> tuple[Spreads, Spreads]:
    model = max((lab.stock.project / "models").glob("*.tar.gz"))
    data = {"BANSHI_DATA_DIR": lab.data("turn")}
    with contextlib.ExitStack() as stack:
        stock = stack.enter_context(worker("benchmarks.workers.stock", str(model), settings={}))
        ours = stack.enter_context(worker("benchmarks.workers.banshi", settings=data))
        ours.ask("run", count=12, first=1)

        def asking(side: Worker) -> Run:
            return lambda count, first: list(side.ask("run", count=count, first=first))

        def prepare(turn: int) -> None:
            for side in (stock, ours):
                side.ask("prepare", turn=turn)

        return _at_lengths(lab, lengths, prepare, (asking(stock), asking(ours)))


def _over_http(lab: Lab, lengths: tuple[int, ...]) -> tuple[Spreads, Spreads]:
    with contextlib.ExitStack() as stack:
        stock: StockOverHttp = stack.enter_context(stock_running(lab.stock.project))
        ours: BanshiOverHttp = stack.enter_context(banshi_running(lab.room("turn-http")))
        for side in (stock, ours):
            side.prepare(1)
            side.run(12, 1)

        def prepare(turn: int) -> None:
            stock.prepare(turn)
            ours.prepare(turn)

        return _at_lengths(lab, lengths, prepare, (stock.run, ours.run))


def _at_lengths(
    lab: Lab, lengths: tuple[int, ...], prepare: Callable[[int], None], runs: tuple[Run, Run]
) -> tuple[Spreads, Spreads]:
    timings: dict[int, tuple[list[float], list[float]]] = {turn: ([], []) for turn in lengths}
    samples = lab.few(SAMPLES // ROUNDS)
    for at in range(ROUNDS * len(lengths)):
        turn = lengths[at % len(lengths)]
        prepare(turn)
        found = interleaved(runs, samples=samples, start=(at + 1) * said_for(SAMPLES // ROUNDS))
        for side in range(2):
            timings[turn][side].extend(found[side])
    stock, ours = (
        {turn: Spread.of(found[side]) for turn, found in timings.items()} for side in range(2)
    )
    return stock, ours


def _table(title: str, stock: Spreads, ours: Spreads) -> Table:
    columns = (
        "turn", "stock median", "p95", "p99", "samples", "Banshi median", "p95", "p99", "samples",
        "times faster",
    )  # fmt: skip
    rows = [
        (turn, *_cells(stock[turn]), *_cells(ours[turn]), stock[turn].median / ours[turn].median)
        for turn in stock
    ]
    return Table(title, columns, tuple(rows))


def _cells(spread: Spread) -> tuple[Any, ...]:
    p99 = spread.p99 if spread.count >= ENOUGH_FOR_P99 else None
    return spread.median, spread.p95, p99, spread.count


def _targets(inside: tuple[Spreads, Spreads]) -> tuple[Target, ...]:
    stock, ours = inside
    aims = [(1, 6.0), (300, 50.0)]
    ratios = [
        Target(
            f"times faster than stock in-process at turn {turn}",
            stock[turn].median / ours[turn].median, "at least", aim,
        )
        for turn, aim in aims
        if turn in stock
    ]  # fmt: skip
    median = Target("median turn in-process", ours[1].median, "at most", 4.0, "ms")
    return (median, *ratios)
