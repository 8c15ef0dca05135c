"""What is measured, in order; `banshi bench` and `make bench` run all of it."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from benchmarks import capacity, growth, layers, page, readme, search, starting, throughput, turn
from benchmarks.lab import Lab, measured
from benchmarks.processes import ROOT
from benchmarks.report import Result, plain

MEASUREMENTS: dict[str, Callable[[Lab], Result]] = {
    "turn": turn.measure,
    "layers": layers.measure,
    "throughput": throughput.measure,
    "starting": starting.measure,
    "growth": growth.measure,
    "search": search.measure,
    "page": page.measure,
}
NEEDS = {"page": "playwright"}
"""Packages that only developers have."""

ELSEWHERE = ("understanding",)
"""Measurements with a module of their own that writes its own section."""

app = typer.Typer(add_completion=False, help="Measure Banshi beside its peers.")


@app.command()
def bench(
    names: list[str] | None = typer.Argument(None, help="What to measure; nothing means all."),
    quick: bool = typer.Option(False, help="Few samples, nothing kept: does it all still run?"),
    epochs: int = typer.Option(20, min=1, help="Epochs the stock peer is trained for."),
    stock: Path | None = typer.Option(None, help="A stock project trained earlier."),
    folder: Path | None = typer.Option(None, help="Folder for what the runs leave behind."),
    render: bool = typer.Option(False, help="Only write the pages anew from the kept results."),
) -> None:
    """Measures, prints tables, keeps JSON and writes README and capacity page anew."""
    wanted = names or [*MEASUREMENTS, *ELSEWHERE]
    unknown = [name for name in wanted if name not in (*MEASUREMENTS, *ELSEWHERE)]
    if unknown:
        known = ", ".join((*MEASUREMENTS, *ELSEWHERE))
        raise typer.BadParameter(f"no measurement {unknown[0]!r}; there are: {known}")
    if not render:
        started = time.perf_counter()
        with _folder(folder) as place:
            lab = Lab(place, quick=quick, epochs=epochs, stock_project=stock)
            for name in wanted:
                _run(name, lab)
        typer.echo(f"all of it took {(time.perf_counter() - started) / 60:.1f} min")
    if not quick:
        readme.refresh()
        capacity.refresh()


def _run(name: str, lab: Lab) -> None:
    needed = NEEDS.get(name)
    if needed and importlib.util.find_spec(needed) is None:
        typer.echo(f"{name}: needs {needed} (`scripts/setup dev`), passed over")
    elif name in MEASUREMENTS:
        result = measured(MEASUREMENTS[name], lab)
        typer.echo(plain(result))
        if not lab.quick:
            result.save()
    elif importlib.util.find_spec(f"benchmarks.{name}") is None:
        typer.echo(f"{name}: benchmarks/{name}.py is not there, passed over")
    elif not lab.quick:
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=True)


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="banshi-bench-", ignore_cleanup_errors=True) as made:
        yield Path(made)
