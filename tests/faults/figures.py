"""What a long run counted, as a result of the benchmarks: shown on their page, with the aims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.report import Result, Table, Target

PROMISES = ("lost", "duplicated", "out_of_order", "other_reply", "given_up")
COUNTED = ("sent", "answered", "sent_again", "fetched", "apologies", *PROMISES)
MEANS = {
    "sent": "messages sent", "answered": "answered", "sent_again": "sent again by the client",
    "fetched": "fetched later by WeChat people", "apologies": "answered with an apology",
    "lost": "lost: in no log", "duplicated": "answered twice", "out_of_order": "conversations out of order",
    "other_reply": "replies that differ from the log", "given_up": "given up by the client",
}  # fmt: skip
TITLES = {"load": "Ten minutes of load", "chaos": "Ten minutes of faults"}
LEAST = 20_000
STREAMS = 10_000
GROWTH_MB = 60.0
"""What a worker that is restarted or a busy collector makes of the figures; a leak makes more."""


def result(name: str, made: Mapping[str, Any]) -> Result:
    """The result of a run of `make load` or `make chaos`."""
    targets = [Target(MEANS[promise], made[promise], "at most", 0) for promise in PROMISES]
    targets.append(Target("messages", made["sent"], "at least", LEAST))
    if name == "load":
        targets.append(
            Target("clients that only listen", made["idle_streams"], "at least", STREAMS)
        )
        errors = sum(made["errors"].values())
        targets.append(Target("requests refused or broken off", errors, "at most", 0))
        targets.append(
            Target(
                "memory growth after a third", made["memory_growth_mb"], "at most", GROWTH_MB, "MB"
            )
        )
    return Result(
        name=name,
        title=TITLES[name],
        how=f"{made['workers']} processes, one Redis and {made['people']} people who talk without a pause, "
        "every third of them through WeChat callbacks, all on this machine, the people too. Whoever "
        "gets no answer sends the same message again, as WeChat and our page do; afterwards the log "
        "of every conversation is compared with what was sent and answered. "
        + ("Meanwhile harm is done at random moments." if name == "chaos" else
           f"Meanwhile {made['idle_streams']:,} clients hold an event stream each."),
        tables=tuple(_tables(made)),
        targets=tuple(targets),
        figures=dict(made),
    )  # fmt: skip


def _tables(made: Mapping[str, Any]) -> list[Table]:
    channels = tuple((f"of them by {name}", count) for name, count in made["by_channel"].items())
    counts = tuple((MEANS[name], made[name]) for name in COUNTED)
    errors = tuple((f"refusal or break: {name}", count) for name, count in made["errors"].items())
    rows = (counts[0], *channels, *counts[1:], *errors)
    tables = [Table("Messages", ("", "count"), rows)]
    if made["faults"]:
        faults = tuple((name.replace("_", " "), n) for name, n in made["faults"].items())
        tables.append(Table("Harm done", ("", "times"), faults))
    sizes = made["memory_mb"]
    speed = (
        ("turns a second", made["turns_a_second"]),
        *((f"{name[1:-3]} % of answers within, ms", made[name]) for name in TIMES),
        ("memory at the beginning, MB", sizes[0]),
        ("after a third, MB", sizes[len(sizes) // 3]),
        ("at its peak, MB", max(sizes)),
        ("at the end, MB", sizes[-1]),
    )
    return [*tables, Table("Speed and memory", ("", ""), speed)]


TIMES = ("p50_ms", "p95_ms", "p99_ms")
