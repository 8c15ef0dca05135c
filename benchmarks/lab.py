"""What every measurement works with: a folder, how much time there is, and the stock peer."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks import machine
from benchmarks.peers.stock.build import build
from benchmarks.peers.stock.training import FULL_EPOCHS, Trained, trained
from benchmarks.processes import ROOT, environment, with_linker
from benchmarks.report import Result

KEPT = ROOT / "var" / "bench"
"""Where a trained stock project waits for the next run."""


@dataclass(frozen=True)
class Lab:
    """The run under way; ``quick`` keeps every measurement short, for trying them out."""

    folder: Path
    quick: bool = False
    epochs: int = 20
    kept: Path = KEPT

    def few(self, count: int) -> int:
        """So many repetitions, or few in a quick run."""
        return max(3, count // 20) if self.quick else count

    def room(self, name: str) -> Path:
        """A folder for one measurement."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def data(self, name: str) -> str:
        """A data folder of Banshi for one measurement, with a linker that need not be fitted."""
        return str(with_linker(self.room(name)))

    @cached_property
    def stock(self) -> Trained:
        """The stock project, trained in this run or in an earlier one on the same data."""
        project = build(self.room("stock"), epochs=self.epochs)
        return trained(project, kept=self.kept, run=timed_run)

    @property
    def stock_settings(self) -> str:
        """How far the stock peer was trained, in words."""
        return f"stock trained for {self.epochs} of its {FULL_EPOCHS} epochs"


def timed_run(
    command: list[str], cwd: Path, log: Path, settings: dict[str, str] | None = None
) -> float:
    """Seconds a command takes; raises CalledProcessError when it fails."""
    started = time.perf_counter()
    with log.open("wb") as output:
        subprocess.run(
            command, cwd=cwd, env=environment(settings or {}), stdout=output, stderr=output,
            check=True,
        )  # fmt: skip
    return time.perf_counter() - started


def measured(measure: Callable[[Lab], Result], lab: Lab) -> Result:
    """The result of a measurement with the machine it ran on and the time it took."""
    about = machine.about()
    started = time.perf_counter()
    result = measure(lab)
    seconds = round(time.perf_counter() - started, 1)
    caveats = result.caveats + (("A quick run: too few samples to quote.",) if lab.quick else ())
    return replace(result, machine=about, seconds=seconds, caveats=caveats)
