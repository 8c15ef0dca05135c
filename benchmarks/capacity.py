"""What a city needs, worked out from the measured figures: `docs/capacity.md`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.readme import results
from benchmarks.report import Result, shown

PAGE = Path(__file__).resolve().parent.parent / "docs" / "capacity.md"
NEEDED = ("throughput", "growth")
GB = 1024**3


@dataclass(frozen=True)
class City:
    """What is assumed of a city; nothing of this is measured, all of it may be changed."""

    people: int = 17_000_000
    share_a_day: float = 0.01
    turns: int = 8
    busiest_hour: float = 0.15
    peak: float = 2.0
    kept_days: int = 30
    used_processor: float = 0.6
    spare: int = 1


CITY = City()

HEAD = """# What a city needs

Worked out by `make bench` (`banshi bench --render`) from `benchmarks/results/`; do not edit, a test compares.
The assumptions are ours and stand in `benchmarks/capacity.py`; the measured figures come from the runs
described in [benchmarks/README.md](../benchmarks/README.md).
"""


def page(found: Mapping[str, Result], city: City = CITY) -> str:
    """The page; without the results it needs, it says which are missing."""
    missing = [name for name in NEEDED if name not in found]
    if missing:
        return f"{HEAD}\nNot measured yet: {', '.join(missing)}. Run `make bench`.\n"
    carried, grown = found["throughput"].figures, found["growth"].figures
    parts = (
        HEAD,
        "## Assumed\n\n" + _table(_assumed(city)),
        "## Measured\n\n" + _table(_measured(carried, grown)),
        "## Arithmetic\n\n" + _table(_arithmetic(city, carried, grown)),
    )
    return "\n".join(parts)


def refresh() -> None:
    """Writes the page anew from the kept results."""
    PAGE.write_text(page(results()), "utf-8")


def _assumed(city: City) -> list[tuple[str, str]]:
    return [
        ("people", shown(city.people)),
        ("share of them who ask on a day", f"{city.share_a_day:.1%}"),
        ("turns of a conversation", str(city.turns)),
        ("share of a day's turns in its busiest hour", f"{city.busiest_hour:.0%}"),
        ("busiest second against the mean of that hour", f"× {city.peak:g}"),
        ("days a conversation is kept", str(city.kept_days)),
        ("how far a processor core is loaded at the peak", f"{city.used_processor:.0%}"),
        ("processes to spare", str(city.spare)),
    ]


def _measured(carried: Mapping[str, float], grown: Mapping[str, float]) -> list[tuple[str, str]]:
    return [
        ("turns a second one core carries, full stack", shown(float(carried["turns_per_core"]))),
        ("memory of the first process", f"{shown(float(carried['first_process_mb']))} MB"),
        ("memory of each further process", f"{shown(float(carried['further_process_mb']))} MB"),
        ("bytes of a reply", shown(float(carried["reply_bytes"]))),
        ("Redis' processor time against the servers'", f"{float(carried['redis_share']):.1%}"),
        ("bytes in Redis of a conversation", shown(float(grown["bytes_a_conversation"]))),
    ]


def _arithmetic(
    city: City, carried: Mapping[str, float], grown: Mapping[str, float]
) -> list[tuple[str, str]]:
    conversations = city.people * city.share_a_day
    peak = conversations * city.turns * city.busiest_hour / 3600 * city.peak
    core = float(carried["turns_per_core"]) * city.used_processor
    processes = math.ceil(peak / core) + city.spare
    first, further = float(carried["first_process_mb"]), float(carried["further_process_mb"])
    memory = (first + further * (processes - 1)) / 1024
    kept = conversations * city.kept_days
    stored = kept * float(grown["bytes_a_conversation"]) / GB
    network = peak * float(carried["reply_bytes"]) * 8 / 1e6
    return [
        (
            "conversations a day",
            f"{shown(city.people)} × {city.share_a_day:.1%} = {shown(conversations)}",
        ),
        (
            "turns a second at the peak",
            f"{shown(conversations)} × {city.turns} × {city.busiest_hour:.0%} ÷ 3,600 s "
            f"× {city.peak:g} = {shown(peak)}",
        ),
        (
            "processes, one core each",
            f"⌈{shown(peak)} ÷ ({shown(float(carried['turns_per_core']))} × "
            f"{city.used_processor:.0%})⌉ + {city.spare} = {processes}",
        ),
        (
            "memory of the processes",
            f"{shown(first)} MB + {processes - 1} × {shown(further)} MB = {shown(memory)} GB",
        ),
        (
            "conversations kept",
            f"{shown(conversations)} × {city.kept_days} = {shown(kept)}",
        ),
        (
            "memory of Redis",
            f"{shown(kept)} × {shown(float(grown['bytes_a_conversation']))} bytes = "
            f"{shown(stored)} GB",
        ),
        (
            "network at the peak",
            f"{shown(peak)} × {shown(float(carried['reply_bytes']))} bytes × 8 = "
            f"{shown(network)} Mbit/s",
        ),
    ]


def _table(rows: list[tuple[str, str]]) -> str:
    lines = "\n".join(f"| {what} | {value} |" for what, value in rows)
    return f"| | |\n|---|---|\n{lines}\n"
