"""Many conversations at once over HTTP: one and two processes, embedded and separate Redis."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson
import psutil

from benchmarks import machine, processes
from benchmarks.client import Talk, drive
from benchmarks.lab import Lab
from benchmarks.report import Result, Table, Target
from benchmarks.stats import Spread
from benchmarks.talk import sample

PEOPLE_PER_PROCESS = 6
"""Conversations under way at once for each process: enough to keep it busy, with a queue short
enough that waiting stays below the target for p99."""

SECONDS = 18.0
ROUNDS = 6
WARM_UP_FROM = 1_000_000
"""The warm-up says other sentences than the measurement."""

TURNS_A_CONVERSATION = 8


@dataclass(frozen=True)
class Load:
    """What one setting carried."""

    processes: int
    cores: int
    """Cores of the machine that processes, Redis and client share."""

    redis: str
    rates: tuple[float, ...]
    """Turns a second, round by round."""

    turns_per_core: float
    spread: Spread
    pss: tuple[float, ...]
    reply_bytes: float
    redis_share: float
    client_share: float
    """Processor time of Redis and of the client, as parts of that of the serving processes."""


def measure(lab: Lab) -> Result:
    """One and two processes in turn, with either kind of Redis."""
    seconds = 4.0 if lab.quick else SECONDS
    # Each aim has to hold with an embedded and with a separate Redis.
    both = [_triple(lab, separate=separate, seconds=seconds) for separate in (False, True)]
    alone, _, pair = both[0]
    three = _memory_of_three(lab, seconds=seconds)
    further = three - sum(pair.pss)
    own = machine.own_scaling()
    beside = max(two.redis_share + two.client_share for _, _, two in both)
    return Result(
        name="throughput",
        title="Throughput",
        how=f"{PEOPLE_PER_PROCESS} people per process, each saying the next sentence as soon as the "
        f"answer is there, {TURNS_A_CONVERSATION} turns a conversation, for {seconds:.0f} s after a "
        f"warm-up; the settings in turn, in {ROUNDS} rounds. On one core the process, its Redis and the "
        "client are kept together, on another core every other round. Turns per core are turns per "
        "second of processor time of the serving processes: they do not depend on what else the "
        "machine does. Milliseconds as the client sees them; PSS counts pages shared among processes "
        "once.",
        tables=(_table(list(itertools.chain.from_iterable(both))),),
        targets=(
            Target(
                "turns per core and second",
                min(one.turns_per_core for one, _, _ in both), "at least", 150.0,
            ),
            Target(
                "p99 at one process", max(one.spread.p99 for one, _, _ in both), "at most", 50.0, "ms"
            ),
            Target(
                "times the turns of one process on one core that two processes on two carry",
                min(_scaling(kept, two) for _, kept, two in both),
                "at least", 1.8,
            ),
            Target(
                "the same where one process has Redis and client on the other core",
                min(_scaling(one, two) for one, _, two in both),
                "at least", 1.8,
            ),
            Target("memory of one process", alone.pss[0], "at most", 700.0, "MB"),
            Target("memory of one more process", further, "at most", 150.0, "MB"),
        ),
        caveats=(
            "Client, Redis and servers share the machine. What a core and a process more bring is seen "
            "where one process shares one core with its Redis and client as two share two. One process "
            "that leaves them the other core has more than half of the machine, and two cannot carry "
            f"twice as much: two that only compute do {own:.2f} times the work of one here, and Redis "
            f"and the client take {beside:.0%} of what the servers take, so {own / (1 + beside):.2f} is "
            "the most that can be seen.",
            "The aims are held against the worse of the two kinds of Redis.",
            f"More than one process are that many beside the one that started them. One more is the "
            f"difference between three ({three:.0f} MB in all, after as long a talk) and two.",
        ),
        figures={
            "turns_per_core": alone.turns_per_core,
            "first_process_mb": alone.pss[0],
            "further_process_mb": further,
            "reply_bytes": alone.reply_bytes,
            "redis_share": alone.redis_share,
        },
    )  # fmt: skip


def _scaling(one: Load, two: Load) -> float:
    """Of rounds that followed each other, for the machine's speed changes from minute to minute."""
    return median(pair / alone for alone, pair in zip(one.rates, two.rates))


def _table(loads: list[Load]) -> Table:
    columns = (
        "processes", "cores", "Redis", "turns/s", "turns/s a core", "median", "p95", "p99", "turns",
        "memory, MB",
    )  # fmt: skip
    rows = tuple(
        (
            str(load.processes), str(load.cores), load.redis, median(load.rates), load.turns_per_core,
            load.spread.median, load.spread.p95, load.spread.p99, load.spread.count,
            " + ".join(f"{mb:.0f}" for mb in load.pss),
        )
        for load in loads
    )  # fmt: skip
    return Table("Full stack over HTTP", columns, rows)


def _triple(lab: Lab, *, separate: bool, seconds: float) -> tuple[Load, Load, Load]:
    """What one process carries, one kept on one core, and two; in turn, so that all meet the
    machine in every mood."""
    kind = "separate" if separate else "embedded"
    with contextlib.ExitStack() as stack:
        sides = []
        for name, workers in (("1", 1), ("1-core", 1), ("2", 2)):
            folder = Path(lab.data(f"throughput-{name}-{kind}"))
            served = _served(folder, workers=workers, separate=separate)
            server = stack.enter_context(served)
            sides.append(_Side(server, workers, kind, folder, kept=name == "1-core"))
        alone, kept, pair = sides
        for side in sides:
            side.talk(min(3.0, seconds), first=WARM_UP_FROM)
        for _ in range(ROUNDS):
            for side in sides:
                side.measure(seconds / ROUNDS)
        return alone.load(), kept.load(), pair.load()


def _memory_of_three(lab: Lab, *, seconds: float) -> float:
    """Megabytes of three processes and the one that started them, after as much talk for each."""
    folder = Path(lab.data("throughput-3"))
    with _served(folder, workers=3, separate=False) as server:
        side = _Side(server, 3, "embedded", folder)
        # Three share the cores of two, and have to say as much as each of the two did.
        side.measure((seconds + min(3.0, seconds)) * 1.5)
        return sum(side.load().pss)


class _Side:
    """One server, and what it carried so far; ``kept`` on one core, each time on another."""

    def __init__(
        self,
        server: processes.Server,
        workers: int,
        redis_kind: str,
        folder: Path,
        *,
        kept: bool = False,
    ) -> None:
        self._server, self._workers, self._kind = server, workers, redis_kind
        self._folder, self._kept = folder, kept
        self._timings: list[float] = []
        self._bytes = 0
        self._spent = self._stored = self._asked = 0.0
        self._rates: list[float] = []

    def talk(self, seconds: float, *, first: int) -> tuple[list[float], int]:
        """So many seconds of talk from this sentence on."""
        people, sizes = PEOPLE_PER_PROCESS * self._workers, list[int]()
        talks = _talks(seconds=seconds, first=first, sizes=sizes)
        timings = drive(self._server.url, "/api/messages", talks, people=people)
        return timings, sum(sizes)

    def measure(self, seconds: float) -> None:
        """So many seconds more that count."""
        serving = machine.family(self._server.pid)
        stores = _redis_of(self._server.pid, self._folder)
        core = len(self._rates) % machine.CORES if self._kept else None
        with machine.kept_on(core, [*serving, *stores, os.getpid()]):
            before, store_before = machine.cpu_seconds(serving), machine.cpu_seconds(stores)
            started, own = time.perf_counter(), time.process_time()
            timings, size = self.talk(seconds, first=len(self._timings))
            self._rates.append(len(timings) / (time.perf_counter() - started))
        self._asked += time.process_time() - own
        self._spent += machine.cpu_seconds(serving) - before
        self._stored += machine.cpu_seconds(stores) - store_before
        self._timings += timings
        self._bytes += size

    def load(self) -> Load:
        """Everything measured."""
        serving = machine.family(self._server.pid)
        return Load(
            processes=self._workers,
            cores=1 if self._kept else machine.CORES,
            redis=self._kind,
            rates=tuple(self._rates),
            turns_per_core=len(self._timings) / self._spent,
            spread=Spread.of(self._timings),
            pss=tuple(sorted((machine.pss_mb([pid]) for pid in serving), reverse=True)),
            reply_bytes=self._bytes / len(self._timings),
            redis_share=self._stored / self._spent,
            client_share=self._asked / self._spent,
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


def _talks(*, seconds: float, first: int, sizes: list[int]) -> Iterator[Talk]:
    """Conversations for so many seconds, no two of which say the same; ``sizes`` of all replies."""
    numbers = itertools.count(first)
    deadline = time.perf_counter() + seconds

    def talk() -> Talk:
        conversation = ""
        for _ in range(TURNS_A_CONVERSATION):
            body = {"text": sample(next(numbers))}
            body |= {"conversation": conversation} if conversation else {}
            raw = yield orjson.dumps(body)
            sizes.append(len(raw))
            # Nobody finishes alone what others have stopped saying.
            if time.perf_counter() >= deadline:
                return
            conversation = conversation or str(orjson.loads(raw)["conversation"])

    while time.perf_counter() < deadline:
        yield talk()
