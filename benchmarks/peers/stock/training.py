"""Trains the stock project, once for each state of our data."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from benchmarks.processes import BIN

FULL_EPOCHS = 100
RECORD = "training.json"
LOG = "training.log"
_BAR = re.compile(r"Epochs: +\d+%[^\r\n]*?\| (\d+)/(\d+) \[(?:(\d+):)?(\d+):(\d+)<")

Run = Callable[[list[str], Path, Path], float]


@dataclass(frozen=True)
class Trained:
    """A trained stock project: how long that took, and what one more epoch takes."""

    project: Path
    epochs: int
    seconds: float
    epoch_seconds: float
    on: str

    @property
    def full_seconds(self) -> float:
        """What all of its epochs would take: the measured time, and more of the same epochs."""
        return self.seconds + self.epoch_seconds * (FULL_EPOCHS - self.epochs)


def trained(project: Path, *, kept: Path, run: Run) -> Trained:
    """The project with a model; trains it unless the same files were trained before.

    Raises CalledProcessError when Rasa does.
    """
    place = kept / f"stock-{fingerprint(project)}"
    if not (place / RECORD).exists():
        command = [str(BIN / "rasa"), "train", "--force"]
        seconds = run(command, project, project / LOG)
        epochs, each = bars((project / LOG).read_text("utf-8", "replace"))
        today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
        record = asdict(Trained(project, epochs, seconds, each, today))
        record.pop("project")
        (project / RECORD).write_text(json.dumps(record), "utf-8")
        for earlier in kept.glob("stock-*"):
            shutil.rmtree(earlier)
        shutil.copytree(project, place)
    return Trained(project=place, **json.loads((place / RECORD).read_text("utf-8")))


def fingerprint(project: Path) -> str:
    """Changes with any file the stock model is made of, and with Rasa."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in sorted(project.rglob("*.yml")):
        digest.update(path.relative_to(project).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def bars(log: str) -> tuple[int, float]:
    """Epochs, and the seconds of one of DIET and TED together, from Rasa's progress bars.

    The first epoch of each does not count: TensorFlow compiles its graph in it.
    """
    first: list[int] = []
    last: list[int] = []
    epochs = 0
    for match in _BAR.finditer(log):
        done, epochs = int(match[1]), int(match[2])
        at = int(match[3] or 0) * 3600 + int(match[4]) * 60 + int(match[5])
        if done == 0:
            first.append(0)
            last.append(0)
        elif first:
            first[-1] = at if done == 1 else first[-1]
            last[-1] = at
    if not first or epochs < 2:
        raise ValueError("no progress bar of two epochs or more in the log of the training")
    return epochs, (sum(last) - sum(first)) / (epochs - 1)
