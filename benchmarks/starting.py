"""Training from clean and starting until ready, stock Rasa beside Banshi."""

from __future__ import annotations

from benchmarks import processes
from benchmarks.lab import Lab, timed_run
from benchmarks.report import Result, Table, Target
from benchmarks.stats import percentile

STARTS = 3


def measure(lab: Lab) -> Result:
    """Trains both once and starts both in turn."""
    project, stock_training = lab.stock
    room = lab.room("starting")
    settings = {"BANSHI_MODELS_DIR": str(room / "models"), "BANSHI_DATA_DIR": str(room / "data")}
    command = [str(processes.BIN / "banshi"), "train", "--force"]
    training = timed_run(command, processes.ROOT, room / "train.log", settings)
    first = _start_of_ours(lab)
    ours, stock = [], []
    for _ in range(1 if lab.quick else STARTS):
        ours.append(_start_of_ours(lab))
        with processes.stock(project) as server:
            stock.append(server.start_seconds)
    ready, stock_ready = percentile(ours, 0.5), percentile(stock, 0.5)
    fitting = max(0.0, first - ready)
    trained = training + fitting
    targets = [Target("process start to ready", ready, "at most", 8.0, "s")]
    if stock_training is not None:
        ratio = stock_training / trained
        targets.append(Target("times faster training than stock", ratio, "at least", 12.0))
    return Result(
        name="starting",
        title="Training and starting",
        how="Training from clean: Rasa's training of the intent model and rules, plus for Banshi the "
        "fitting of the catalogue linker that the first start does. Starting: from the process to the "
        f"first healthy answer, median of {len(ours)}, in turn. Seconds.",
        tables=(
            Table(
                "Seconds",
                ("", "stock", "Banshi", "times faster"),
                (
                    (
                        "training from clean",
                        stock_training,
                        trained,
                        _ratio(stock_training, trained),
                    ),
                    ("of it the catalogue linker", None, fitting, None),
                    ("start to ready", stock_ready, ready, stock_ready / ready),
                ),
            ),
        ),
        targets=tuple(targets),
        caveats=(
            f"{lab.stock_settings}: its full training takes longer than the figure given here.",
        ),
        figures={"ready_seconds": ready, "training_seconds": trained},
    )


def _start_of_ours(lab: Lab) -> float:
    with processes.banshi(lab.room("starting") / "data") as server:
        return server.start_seconds


def _ratio(slow: float | None, fast: float) -> float | None:
    return slow / fast if slow is not None else None
