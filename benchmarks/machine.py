"""What a measurement ran on: processor, load, versions; and what processes use."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import psutil

MB = 1024 * 1024
CORES = os.cpu_count() or 1
SCALING_ROUNDS = 9
PACKAGES = ("rasa", "tensorflow-cpu", "spacy", "jieba", "redis", "fastapi", "uvicorn")


def about() -> dict[str, Any]:
    """Processor, load at this moment and versions."""
    found: dict[str, Any] = {
        "on": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_processor()} × {CORES}",
        "memory": f"{psutil.virtual_memory().total / 1024 / MB:.0f} GB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
    }
    return {**found, **{name: version(name) for name in PACKAGES}}


def pss_mb(pids: Iterable[int]) -> float:
    """Proportional set size: pages shared among processes count once (proc(5), smaps_rollup)."""
    return sum(map(_pss_kb, pids)) / 1024


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time used so far by these processes."""
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return float(sum(t.user + t.system for t in times))


@contextlib.contextmanager
def kept_on(core: int | None, pids: Iterable[int]) -> Iterator[None]:
    """These processes on one core alone, all their threads; on every core again afterwards."""
    threads = [int(task.name) for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    try:
        for thread in threads if core is not None else ():
            os.sched_setaffinity(thread, {core})
        yield
    finally:
        for thread in threads:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(thread, range(CORES))


def own_scaling() -> float:
    """Times the work of one process that two do here which need nothing but a processor."""
    ratios = []
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(_compute, range(4)))
        # One and two in turn, for the machine's speed changes from second to second.
        for _ in range(SCALING_ROUNDS):
            alone, pair = (_seconds_of(pool, count) for count in (1, 2))
            ratios.append(2 * alone / pair)
    return median(ratios)


def _seconds_of(pool: ProcessPoolExecutor, count: int) -> float:
    began = time.perf_counter()
    list(pool.map(_compute, range(count)))
    return time.perf_counter() - began


def _compute(_: int) -> int:
    known = {str(number): number for number in range(200_000)}
    return sum(known[str(number)] for _ in range(3) for number in range(200_000))


def family(pid: int) -> list[int]:
    """A process and all below it, except a Redis it may have started."""
    return [p.pid for p in _tree(psutil.Process(pid)) if "redis-server" not in p.name()]


def _tree(process: psutil.Process) -> Iterator[psutil.Process]:
    yield process
    yield from process.children(recursive=True)


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
