"""What is measured, in order; `banshi bench` and `make bench` run all of it."""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from benchmarks import (
    assist,
    capacity,
    growth,
    layers,
    page,
    readme,
    search,
    starting,
    throughput,
    turn,
)
from benchmarks.lab import KEPT, Lab, measured
from benchmarks.processes import ROOT, end_left_over
from benchmarks.report import Result, plain

MEASUREMENTS: dict[str, Callable[[Lab], Result]] = {
    "turn": turn.measure,
    "layers": layers.measure,
    "throughput": throughput.measure,
    "starting": starting.measure,
    "growth": growth.measure,
    "search": search.measure,
    "page": page.measure,
    "assist": assist.measure,
}
NEEDS = {"page": "playwright", "assist": "playwright"}
"""Packages that only developers have."""

ELSEWHERE = ("understanding",)
"""Measurements with a module of their own that writes its own section."""

BUDGET_MINUTES = {
    "turn": 5.0, "layers": 0.8, "throughput": 3.7, "starting": 2.0, "growth": 3.0, "search": 4.0,
    "page": 0.9, "assist": 2.0, "understanding": 3.2,
}  # fmt: skip
"""What each may take on an idle machine, less than 25 minutes together; two of those of a turn are
for training the stock peer where our data changed since."""

QUICK_EPOCHS = 2
PATIENCE = 3.0
"""A measurement that takes so many times its budget is ended, and the next one begins."""

QUICK_PATIENCE = 30.0
"""A quick run may be tried on a machine that is busy with other things."""

AGAIN_SECONDS = 60.0

app = typer.Typer(add_completion=False, help="Measure Banshi beside its peers.")


class TookTooLong(Exception):
    """A measurement hangs. Not a TimeoutError, which clients of servers catch as their own."""


@dataclass(frozen=True)
class Ran:
    """How one measurement went."""

    name: str
    minutes: float
    problem: str = ""


@app.command()
def bench(
    names: list[str] | None = typer.Argument(None, help="What to measure; nothing means all."),
    quick: bool = typer.Option(False, help="Few samples, nothing kept: does it all still run?"),
    epochs: int = typer.Option(10, min=1, help="Epochs the stock peer is trained for."),
    folder: Path | None = typer.Option(None, help="Folder for what the runs leave behind."),
    render: bool = typer.Option(False, help="Only write the pages anew from the kept results."),
) -> None:
    """Measures, prints tables, keeps JSON and writes README and capacity page anew."""
    wanted = names or [*MEASUREMENTS, *ELSEWHERE]
    unknown = [name for name in wanted if name not in (*MEASUREMENTS, *ELSEWHERE)]
    if unknown:
        known = ", ".join((*MEASUREMENTS, *ELSEWHERE))
        raise typer.BadParameter(f"no measurement {unknown[0]!r}; there are: {known}")
    ran: list[Ran] = []
    if not render:
        with _folder(folder) as place:
            lab = Lab(
                place,
                quick=quick,
                epochs=min(epochs, QUICK_EPOCHS) if quick else epochs,
                kept=place / "kept" if quick else KEPT,
            )
            ran = [_run(name, lab) for name in wanted]
        typer.echo(budget(ran))
    if not quick:
        readme.refresh()
        capacity.refresh()
    if any(one.problem for one in ran):
        raise typer.Exit(1)


def budget(ran: list[Ran]) -> str:
    """What each measurement took beside what it may take."""
    lines = [
        f"  {one.name:14} {one.minutes:5.1f} of {BUDGET_MINUTES[one.name]:4.1f} min  {one.problem}"
        for one in ran
    ]
    whole = sum(one.minutes for one in ran)
    allowed = sum(BUDGET_MINUTES[one.name] for one in ran)
    return "\n".join(("== Time ==", *lines, f"  {'all':14} {whole:5.1f} of {allowed:4.1f} min"))


def _run(name: str, lab: Lab) -> Ran:
    """Runs one measurement; one that breaks costs its own result only."""
    started = time.perf_counter()
    problem = ""
    try:
        with _at_most(BUDGET_MINUTES[name] * (QUICK_PATIENCE if lab.quick else PATIENCE)):
            _measure(name, lab)
    except Exception as error:
        traceback.print_exc()
        problem = f"broke: {type(error).__name__}: {error}"
    finally:
        for folder in (lab.folder, lab.kept):
            end_left_over(folder)
    return Ran(name, (time.perf_counter() - started) / 60, problem)


def _measure(name: str, lab: Lab) -> None:
    needed = NEEDS.get(name)
    if needed and importlib.util.find_spec(needed) is None:
        typer.echo(f"{name}: needs {needed} (`scripts/setup dev`), passed over")
    elif name in MEASUREMENTS:
        result = measured(MEASUREMENTS[name], lab)
        typer.echo(plain(result))
        if not lab.quick:
            result.save()
    elif not lab.quick:
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=True)


@contextlib.contextmanager
def _at_most(minutes: float) -> Iterator[None]:
    """Ends what hangs with TookTooLong, and once more where something swallowed that."""

    def ring(*_: object) -> None:
        raise TookTooLong(f"took longer than {minutes:.0f} min")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        # One of its own: every process that works in it is ended.
        yield given.resolve() / "bench"
        return
    with tempfile.TemporaryDirectory(prefix="banshi-bench-", ignore_cleanup_errors=True) as made:
        yield Path(made)
