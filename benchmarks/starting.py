"""Training from clean and starting until ready, stock Rasa beside Banshi."""

from __future__ import annotations

from benchmarks import processes
from benchmarks.lab import Lab, timed_run
from benchmarks.peers.stock.training import FULL_EPOCHS
from benchmarks.report import Result, Table, Target
from benchmarks.stats import percentile

STARTS = 2


def measure(lab: Lab) -> Result:
    """Trains both once and starts both in turn."""
    stock_peer = lab.stock
    room = lab.room("starting")
    settings = {"BANSHI_MODELS_DIR": str(room / "models"), "BANSHI_DATA_DIR": str(room / "data")}
    command = [str(processes.BIN / "banshi"), "train", "--force"]
    trained = timed_run(command, processes.ROOT, room / "train.log", settings)
    ours, stock = [], []
    for _ in range(1 if lab.quick else STARTS):
        ours.append(_start_of_ours(lab))
        with processes.stock(stock_peer.project) as server:
            stock.append(server.start_seconds)
    ready, stock_ready = percentile(ours, 0.5), percentile(stock, 0.5)
    targets = (
        Target("process start to ready", ready, "at most", 8.0, "s"),
        Target("training from clean", trained, "at most", 30.0, "s"),
        Target(
            "times faster training than stock", stock_peer.full_seconds / trained, "at least", 12.0
        ),
    )
    rows = (
        ("training from clean", stock_peer.full_seconds, trained),
        (f"stock with {stock_peer.epochs} epochs, as it was run", stock_peer.seconds, trained),
        ("start to ready", stock_ready, ready),
    )
    return Result(
        name="starting",
        title="Training and starting",
        how="Training from clean: Rasa's training of the intent model and rules, plus for Banshi the "
        "fitting of the catalogue linker beside it. Starting: from the process to the "
        f"first healthy answer, median of {len(ours)}, in turn. Seconds.",
        tables=(
            Table(
                "Seconds",
                ("", "stock", "Banshi", "times faster"),
                tuple((name, theirs, own, theirs / own) for name, theirs, own in rows),
            ),
        ),
        targets=targets,
        caveats=(
            f"Stock was trained for {stock_peer.epochs} of its {FULL_EPOCHS} epochs on "
            f"{stock_peer.on}, and is trained again only where our data change. Its time from clean "
            f"is that time plus {FULL_EPOCHS - stock_peer.epochs} more epochs of "
            f"{stock_peer.epoch_seconds:.2f} s, as measured in it (DIET and TED together, without the "
            "first epoch, in which TensorFlow compiles).",
        ),
        figures={"ready_seconds": ready, "training_seconds": trained},
    )


def _start_of_ours(lab: Lab) -> float:
    with processes.banshi(lab.room("starting") / "data") as server:
        return server.start_seconds
