"""Where a turn's time goes, layer by layer, and how far it is from the floor."""

from __future__ import annotations

from benchmarks.lab import Lab
from benchmarks.report import Result, Table
from benchmarks.stats import percentile
from benchmarks.workers.http import running
from benchmarks.workers.protocol import worker

SAMPLES = 360
AT_TURN = 10
TRIPS_A_TURN = 2
WORK = ("NLU", "policy", "action", "render")


def measure(lab: Lab) -> Result:
    """Layers at turn ten in-process, and the same turns over HTTP."""
    count = lab.few(SAMPLES)
    settings = {"BANSHI_DATA_DIR": lab.data("layers")}
    with worker("benchmarks.workers.banshi", settings=settings) as ours:
        ours.ask("prepare", turn=AT_TURN)
        ours.ask("run", count=24, first=1)
        seen = ours.ask("layers", count=count)
        bare = percentile(ours.ask("trip", count=count), 0.5)
    with running(lab.room("layers-http")) as over:
        over.prepare(AT_TURN)
        over.run(24, 1)
        http = percentile(over.run(count, 1), 0.5)
    medians = {name: percentile([turn[name] for turn in seen], 0.5) for name in seen[0]}
    whole = medians.pop("whole turn")
    layers = {"HTTP, client and server": max(0.0, http - whole), **medians}
    rows = [(name, ms, f"{ms / http:.0%}") for name, ms in layers.items()]
    floor = sum(medians[name] for name in WORK) + TRIPS_A_TURN * bare
    return Result(
        name="layers",
        title="The floor",
        how=f"The steps of a turn's path watched in one process at turn {AT_TURN}, each without what "
        "it calls; medians of every layer. HTTP is what the same turns take longer over HTTP. The "
        "floor is understanding, deciding, acting and wording plus two bare round trips to Redis: "
        "what is above it is Rasa's and our own machinery. Milliseconds.",
        tables=(
            Table(
                "By layer", ("layer", "median", "share"), (*rows, ("whole, over HTTP", http, ""))
            ),
            Table(
                "Distance to the floor",
                ("", "ms"),
                (
                    ("in-process turn", whole),
                    ("floor", floor),
                    ("distance", whole - floor),
                    ("one bare round trip to Redis", bare),
                ),
            ),
        ),
        caveats=("Medians of layers do not add up exactly to the median of the whole.",),
        figures={"layers_ms": layers, "floor_ms": floor, "turn_ms": whole},
    )
