"""Many conversations at once over HTTP: one and two processes, embedded and separate Redis."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import orjson
import psutil

from benchmarks import machine, processes
from benchmarks.lab import Lab
from benchmarks.report import Result, Table, Target
from benchmarks.stats import Spread
from benchmarks.talk import sample

PEOPLE_PER_PROCESS = 6
"""Conversations under way at once for each process: enough to keep it busy, with a queue short
enough that waiting stays below the target for p99."""

SECONDS = 15.0
WARM_UP_FROM = 1_000_000
"""The warm-up says other sentences than the measurement."""

TURNS_A_CONVERSATION = 8


@dataclass(frozen=True)
class Load:
    """What one setting carried."""

    processes: int
    redis: str
    turns_per_second: float
    turns_per_core: float
    spread: Spread
    pss: tuple[float, ...]
    reply_bytes: float
    redis_share: float


def measure(lab: Lab) -> Result:
    """All four settings, one after the other."""
    seconds = 4.0 if lab.quick else SECONDS
    loads = [
        _carried(lab, workers=workers, separate=separate, seconds=seconds)
        for separate in (False, True)
        for workers in (1, 2)
    ]
    alone, pair = loads[0], loads[1]
    # Each aim has to hold with an embedded and with a separate Redis.
    both = ((alone, pair), (loads[2], loads[3]))
    further = sum(pair.pss) - alone.pss[0] if len(pair.pss) > 1 else 0.0
    return Result(
        name="throughput",
        title="Throughput",
        how=f"{PEOPLE_PER_PROCESS} people per process, each saying the next sentence as soon as the "
        f"answer is there, {TURNS_A_CONVERSATION} turns a conversation, for {seconds:.0f} s after a "
        "warm-up. Turns per core are turns per second of processor time of the serving processes: "
        "they do not depend on what else the machine does. Milliseconds as the client sees them; "
        "PSS counts pages shared among processes once.",
        tables=(_table(loads),),
        targets=(
            Target(
                "turns per core and second",
                min(one.turns_per_core for one, _ in both), "at least", 150.0,
            ),
            Target(
                "p99 at one process", max(one.spread.p99 for one, _ in both), "at most", 50.0, "ms"
            ),
            Target(
                "times the turns of one process that two processes carry",
                min(two.turns_per_second / one.turns_per_second for one, two in both),
                "at least", 1.8,
            ),
            Target(
                "the same where every process has a core of its own, by processor time",
                min(2 * two.turns_per_core / one.turns_per_core for one, two in both),
                "at least", 1.8,
            ),
            Target("memory of one process", alone.pss[0], "at most", 700.0, "MB"),
            Target("memory of one more process", further, "at most", 150.0, "MB"),
        ),
        caveats=(
            "Client, Redis and servers share the machine: with two processes on two cores the client "
            "takes its part from them, so the scaling shown is less than on separate machines.",
            "Settings are measured one after the other, and this machine is not always as fast: the "
            "aims are held against the worse of the two kinds of Redis.",
        ),
        figures={
            "turns_per_core": alone.turns_per_core,
            "first_process_mb": alone.pss[0],
            "further_process_mb": further,
            "reply_bytes": alone.reply_bytes,
            "redis_share": alone.redis_share,
        },
    )  # fmt: skip


def _table(loads: list[Load]) -> Table:
    columns = (
        "processes", "Redis", "turns/s", "turns/s a core", "median", "p95", "p99", "turns",
        "memory, MB",
    )  # fmt: skip
    rows = tuple(
        (
            str(load.processes), load.redis, load.turns_per_second, load.turns_per_core,
            load.spread.median, load.spread.p95, load.spread.p99, load.spread.count,
            " + ".join(f"{mb:.0f}" for mb in load.pss),
        )
        for load in loads
    )  # fmt: skip
    return Table("Full stack over HTTP", columns, rows)


def _carried(lab: Lab, *, workers: int, separate: bool, seconds: float) -> Load:
    folder = Path(lab.data(f"throughput-{workers}-{'separate' if separate else 'embedded'}"))
    with _served(folder, workers=workers, separate=separate) as server:
        people = PEOPLE_PER_PROCESS * workers
        asyncio.run(_talk(server.url, people, seconds=min(3.0, seconds), first=WARM_UP_FROM))
        serving, stores = machine.family(server.pid), _redis_of(server.pid, folder)
        before, store_before = machine.cpu_seconds(serving), machine.cpu_seconds(stores)
        started = time.perf_counter()
        timings, size = asyncio.run(_talk(server.url, people, seconds=seconds, first=0))
        passed = time.perf_counter() - started
        spent = machine.cpu_seconds(serving) - before
        stored = machine.cpu_seconds(stores) - store_before
        return Load(
            processes=workers,
            redis="separate" if separate else "embedded",
            turns_per_second=len(timings) / passed,
            turns_per_core=len(timings) / spent,
            spread=Spread.of(timings),
            pss=tuple(sorted((machine.pss_mb([pid]) for pid in serving), reverse=True)),
            reply_bytes=size / len(timings),
            redis_share=stored / spent,
        )


@contextlib.contextmanager
def _served(folder: Path, *, workers: int, separate: bool) -> Iterator[processes.Server]:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(processes.redis_server(folder / "redis")) if separate else ""
        yield stack.enter_context(processes.banshi(folder, workers=workers, redis_url=url))


def _redis_of(server: int, folder: Path) -> list[int]:
    """The redis-server that keeps its files in this folder, whoever started it."""
    return [
        process.pid
        for process in psutil.process_iter(["name", "cwd"])
        if "redis-server" in (process.info["name"] or "")
        and (process.info["cwd"] or "").startswith(str(folder.resolve()))
        and process.pid != server
    ]


async def _talk(url: str, people: int, *, seconds: float, first: int) -> tuple[list[float], int]:
    """Milliseconds of every turn, and the bytes of all replies; no two say the same."""
    timings: list[float] = []
    sizes: list[int] = []
    numbers = itertools.count(first)
    deadline = time.perf_counter() + seconds

    async def person(session: aiohttp.ClientSession) -> None:
        conversation, turn = "", 0
        while time.perf_counter() < deadline:
            body = {"text": sample(next(numbers))}
            body |= {"conversation": conversation} if conversation else {}
            began = time.perf_counter()
            async with session.post("/api/messages", json=body) as answer:
                raw = await answer.read()
                answer.raise_for_status()
                conversation = orjson.loads(raw)["conversation"]
            timings.append((time.perf_counter() - began) * 1000)
            sizes.append(len(raw))
            turn = (turn + 1) % TURNS_A_CONVERSATION
            conversation = conversation if turn else ""

    async with aiohttp.ClientSession(url) as session:
        await asyncio.gather(*(person(session) for _ in range(people)))
    return timings, sum(sizes)
