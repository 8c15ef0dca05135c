"""Search at 100 to 100,000 services: build time, memory, latency and what is found, beside peers.

    .venv/bin/python -m benchmarks.search [--sizes 100 1000] [--only NAME]

Each engine runs in a process of its own, on the same services and queries. This prints; `banshi
bench search` also keeps the result.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

import psutil

from benchmarks.lab import Lab, measured
from benchmarks.report import Result, Table, Target, plain
from benchmarks.search_engines import BANSHI, ENGINES, LARGEST, TOP
from benchmarks.search_queries import KINDS, queries, services
from bot.catalog.load import load_catalog
from bot.text.segment import words

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1_000, 10_000, 100_000)
QUERIES = 300


@dataclass(frozen=True)
class Row:
    """One engine at one size; ``found`` is recall among the first ten, by kind of query."""

    engine: str
    size: int
    build_seconds: float
    memory_mb: float
    median_ms: float
    p95_ms: float
    found: dict[str, float]

    @property
    def recall(self) -> float:
        """The mean over all kinds."""
        return mean(self.found.values())


def measure(
    lab: Lab, *, sizes: tuple[int, ...] = SIZES, engines: tuple[str, ...] = tuple(ENGINES)
) -> Result:
    """Every engine at every size it can do in reasonable time."""
    rows = []
    for size in sizes[:2] if lab.quick else sizes:
        prepared = _prepared(lab.room("search"), size, lab.few(QUERIES))
        rows += [
            _in_a_process(name, prepared) for name in engines if size <= LARGEST.get(name, size)
        ]
    return _result(rows)


def _prepared(folder: Path, size: int, count: int) -> Path:
    """Services and queries of one size in a file, so that all engines get the same."""
    shipped = list(load_catalog(ROOT / "data" / "catalog").services.values())
    found = list(services(shipped, size))
    path = folder / f"{size}.pickle"
    path.write_bytes(pickle.dumps((found, queries(found, count)), pickle.HIGHEST_PROTOCOL))
    return path


def _in_a_process(name: str, prepared: Path) -> Row:
    command = [sys.executable, "-m", "benchmarks.search", "--run", str(prepared), "--only", name]
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return Row(**json.loads(done.stdout))


def run(name: str, prepared: Path) -> Row:
    """Builds one engine, asks every query once, and gives what that took."""
    found, asked = pickle.loads(prepared.read_bytes())
    words("预热")
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    find = ENGINES[name](found)
    built = time.perf_counter() - started
    memory = psutil.Process().memory_info().rss - before
    find("预热一下")
    times: list[float] = []
    recall: dict[str, list[float]] = defaultdict(list)
    for query in asked:
        started = time.perf_counter()
        hits = find(query.text)
        times.append((time.perf_counter() - started) * 1000)
        recall[query.kind].append(len(query.right & set(hits)) / min(TOP, len(query.right)))
    times.sort()
    return Row(
        name,
        len(found),
        round(built, 2),
        round(memory / 1e6, 1),
        round(times[len(times) // 2], 3),
        round(times[int(len(times) * 0.95)], 3),
        {kind: round(mean(values), 4) for kind, values in recall.items()},
    )


def _result(rows: list[Row]) -> Result:
    tables = tuple(
        _table(size, [row for row in rows if row.size == size])
        for size in dict.fromkeys(row.size for row in rows)
    )
    return Result(
        "search",
        "Search",
        "Services are the shipped ones and variations of them (a place and a kind of applicant "
        "before the name), so that a name has hundreds of near ones. The last columns say which "
        "part of the right services stood among the first ten (of at most ten); right is what a "
        "look at every name finds: names equal to the query, beginning with it, holding it, one "
        "character away from it, or with its pinyin or initials. Peers with jieba count cutting "
        "words as building.",
        tables,
        _targets(rows),
        tuple(
            f"{name} is measured up to {most:,} services only." for name, most in LARGEST.items()
        ),
        {f"{row.engine} {row.size}": asdict(row) for row in rows},
    )


def _table(size: int, rows: list[Row]) -> Table:
    figures = ("build s", "memory MB", "median ms", "p95 ms")
    lines = (
        (r.engine, r.build_seconds, r.memory_mb, r.median_ms, r.p95_ms,
         *(f"{r.found[kind]:.0%}" for kind in KINDS), f"{r.recall:.0%}")
        for r in rows
    )  # fmt: skip
    return Table(f"{size:,} services", ("engine", *figures, *KINDS, "all"), tuple(lines))


def _targets(rows: list[Row]) -> tuple[Target, ...]:
    largest = max(row.size for row in rows)
    found = {row.engine: row for row in rows if row.size == largest}
    ours = found.pop(BANSHI, None)
    if ours is None or not found:
        return ()
    best = max(found.values(), key=lambda row: row.recall)
    at = f"at {largest:,} services"
    return (
        Target(f"build {at}", ours.build_seconds, "at most", 60, "s"),
        Target(f"memory {at}", ours.memory_mb, "at most", 1000, "MB"),
        Target(f"median of a query {at}", ours.median_ms, "at most", 2, "ms"),
        Target(
            f"found {at}, best peer {best.engine}",
            100 * ours.recall, "at least", 100 * best.recall, "%",
        ),
    )  # fmt: skip


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(asdict(run(options.only, options.run))))
        return
    engines = (options.only,) if options.only else tuple(ENGINES)
    with tempfile.TemporaryDirectory() as folder:
        result = measured(
            lambda lab: measure(lab, sizes=tuple(options.sizes), engines=engines),
            Lab(Path(folder)),
        )
    print(plain(result))


if __name__ == "__main__":
    main()
