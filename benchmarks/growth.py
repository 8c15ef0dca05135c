"""How cost grows: with turns, conversations stored and services in the catalogue."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import psutil
import redis

from benchmarks import processes, storage
from benchmarks.lab import Lab
from benchmarks.report import Result, Table, Target
from benchmarks.stats import exponent, percentile
from benchmarks.workers.banshi import LONG
from benchmarks.workers.protocol import Worker, worker
from bot.catalog.model import Catalog, Service
from bot.library import Library
from bot.settings import Settings

TURNS = (1, 2, 4, 8, 16, 64, 256, 1000)
TYPICAL_TURNS = 8
STORED = (1_000, 10_000, 100_000, 1_000_000)
STORED_TURNS = 1
FILL_SECONDS = 60.0
FILL_MEMORY = 0.5
"""The store is filled up to this part of the free memory."""

SERVICE_SHARES = (0.25, 0.5, 1.0, 2.0)
RULE_TIMES = (1, 10, 100)
SAMPLES = 120
WARM_UP = 24


def measure(lab: Lab) -> Result:
    """All four, each in a process of its own."""
    turns, sizes, rules = _by_turns(lab)
    stored, filled = _by_stored(lab)
    services, memory = _by_services(lab)
    typical = sizes[TYPICAL_TURNS]
    exponents = {
        "turn time against turns": exponent(list(turns), list(turns.values())),
        "bytes against turns": exponent(list(sizes), list(sizes.values())),
        "turn time against conversations stored": exponent(list(stored), list(stored.values())),
        "turn time against services": exponent(list(services), list(services.values())),
        "memory against services": exponent(list(memory), list(memory.values())),
        "turn time against rules": exponent(list(rules), list(rules.values())),
    }
    return Result(
        name="growth",
        title="Growth",
        how="Cost = a · size^b, b fitted by least squares over logarithms: 0 is flat, 1 proportional. "
        "Medians in-process, full stack with Redis. Services: a quarter of the catalogue to twice the "
        "catalogue (second copies under other names), each in a process of its own. Stored: copies of "
        f"one conversation of {STORED_TURNS} turn. Rules: those of the trained policy and copies of "
        "them for intents that nobody has. Milliseconds.",
        tables=(
            Table("Exponents b", ("what", "b"), tuple(exponents.items())),
            _table("Turns", "turn", turns, ("bytes in Redis", sizes)),
            _table("Conversations stored", "stored", stored, ("Redis, MB", filled)),
            _table("Services", "services", services, ("process, MB", memory)),
            Table("Rules", ("rules", "median turn"), tuple(rules.items())),
        ),
        targets=(
            Target(
                "b of time against turns", exponents["turn time against turns"], "at most", 0.05
            ),
        ),
        caveats=(
            f"Storing stops after {FILL_SECONDS:.0f} s in all or at {FILL_MEMORY:.0%} of the free "
            "memory, whichever comes first; the last row is how far it came.",
        ),
        figures={"bytes_a_conversation": typical, "exponents": exponents},
    )


def _by_turns(lab: Lab) -> tuple[dict[int, float], dict[int, int], dict[int, float]]:
    """Milliseconds of a turn, bytes in Redis after so many turns, milliseconds by rules."""
    settings = {"BANSHI_DATA_DIR": lab.data("growth-turns")}
    times: dict[int, float] = {}
    sizes: dict[int, int] = {}
    with worker("benchmarks.workers.banshi", settings=settings) as ours:
        ours.ask("run", count=WARM_UP, first=1)
        for turn in TURNS[:6] if lab.quick else TURNS:
            ours.ask("prepare", turn=turn)
            times[turn] = _median(lab, ours)
            ours.ask("prepare", turn=turn + 1)
            sizes[turn] = sum(ours.ask("bytes").values())
        rules = {ours.ask("rules", times=many): _median(lab, ours) for many in RULE_TIMES}
    return times, sizes, rules


def _by_stored(lab: Lab) -> tuple[dict[int, float], dict[int, float]]:
    """Milliseconds of a turn while so many conversations are stored, and megabytes of Redis."""
    room = lab.room("growth-stored")
    times: dict[int, float] = {}
    filled: dict[int, float] = {}
    with processes.redis_server(room / "redis", durable=False) as url:
        settings = {"BANSHI_DATA_DIR": lab.data("growth-stored"), "REDIS_URL": url}
        with worker("benchmarks.workers.banshi", settings=settings) as ours:
            ours.ask("prepare", turn=STORED_TURNS + 1)
            ours.ask("run", count=WARM_UP, first=1)
            client = redis.Redis.from_url(url)
            deadline = time.monotonic() + FILL_SECONDS
            for count in STORED[:2] if lab.quick else STORED:
                reached = _fill(client, start=max(filled, default=0), stop=count, deadline=deadline)
                if reached in filled:
                    break
                times[reached] = _median(lab, ours)
                filled[reached] = client.info("memory")["used_memory"] / 1024**2
    return times, filled


def _fill(client: redis.Redis, *, start: int, stop: int, deadline: float) -> int:
    """Stores copies up to a number, or as many as time and memory allow; gives how many."""
    allowed = psutil.virtual_memory().available * FILL_MEMORY
    for first in range(start, stop, storage.BATCH):
        used = client.info("memory")["used_memory"]
        if time.monotonic() > deadline or used > allowed:
            return first
        storage.multiply(client, LONG, start=first, stop=min(first + storage.BATCH, stop))
    return stop


def _by_services(lab: Lab) -> tuple[dict[int, float], dict[int, float]]:
    """Milliseconds of a turn, and megabytes of a process, with so many services."""
    times: dict[int, float] = {}
    memory: dict[int, float] = {}
    for share in SERVICE_SHARES[:2] if lab.quick else SERVICE_SHARES:
        name = f"growth-services-{share:g}"
        room = Path(lab.data(name)) if share == 1.0 else lab.room(name)
        count = _publish(room, share)
        settings = {"BANSHI_DATA_DIR": str(room)}
        with worker("benchmarks.workers.banshi", settings=settings) as ours:
            ours.ask("run", count=WARM_UP, first=1)
            times[count] = _median(lab, ours)
            memory[count] = psutil.Process(ours.pid).memory_info().rss / 1024**2
    return times, memory


def _publish(folder: Path, share: float) -> int:
    """Puts a catalogue of this size in force in the Redis of a folder; gives its services."""
    settings = Settings(_env_file=None, redis_url="", data_dir=folder)
    library = Library.open(settings)
    catalog = sized(library.catalog("shipped"), share)
    name = library.keep(catalog, by="bench", note=f"{share:g} of the shipped catalogue")
    if library.current() != name:
        library.publish(name, expected=library.current(), by="bench")
    return len(catalog.services)


def sized(catalog: Catalog, share: float) -> Catalog:
    """A part of the catalogue, or the whole with second copies."""
    services = list(catalog.services.values())
    kept = services[: int(len(services) * min(share, 1.0))]
    more = services[: int(len(services) * max(share - 1.0, 0.0))]
    made = {service.id: service for service in (*kept, *_second(more))}
    return catalog.copy(update={"services": made, "life_events": {}})


def _second(services: Iterable[Service]) -> Iterable[Service]:
    """The same services under other ids, names and phrases."""
    for service in services:
        yield service.copy(
            update={
                "id": f"{service.id}-2",
                "name": f"跨境{service.name}",
                "everyday_names": tuple(f"跨境{name}" for name in service.everyday_names),
                "phrases": tuple(f"跨境{phrase}" for phrase in service.phrases),
            }
        )


def _median(lab: Lab, ours: Worker) -> float:
    return percentile(ours.ask("run", count=lab.few(SAMPLES), first=1), 0.5)


def _table(
    title: str, what: str, times: dict[int, float], other: tuple[str, dict[int, float]]
) -> Table:
    rows = tuple((size, ms, other[1][size]) for size, ms in times.items())
    return Table(title, (what, "median turn", other[0]), rows)
