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
_BAR = re.compile(r"Epochs: 100%[^\r\n]*?\| (\d+)/\1 \[(?:(\d+):)?(\d+):(\d+)<")

Run = Callable[[list[str], Path, Path], float]


@dataclass(frozen=True)
class Trained:
    """A trained stock project: how long that took, and how much of it went into epochs."""

    project: Path
    epochs: int
    seconds: float
    epoch_seconds: float
    on: str

    @property
    def full_seconds(self) -> float:
        """What all of its epochs would take: the measured time, and more of the same epochs."""
        more = FULL_EPOCHS / self.epochs - 1
        return self.seconds + self.epoch_seconds * more


def trained(project: Path, *, kept: Path, run: Run) -> Trained:
    """The project with a model; trains it unless the same files were trained before.

    Raises CalledProcessError when Rasa does.
    """
    place = kept / f"stock-{fingerprint(project)}"
    if not (place / RECORD).exists():
        command = [str(BIN / "rasa"), "train", "--force"]
        seconds = run(command, project, project / LOG)
        epochs, spent = bars((project / LOG).read_text("utf-8", "replace"))
        today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
        record = asdict(Trained(project, epochs, seconds, spent, today))
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
    """Epochs and the seconds they took, of DIET and TED together, from Rasa's progress bars."""
    found = _BAR.findall(log)
    if not found:
        raise ValueError("no finished progress bar in the log of the training")
    seconds = (int(h or 0) * 3600 + int(m) * 60 + int(s) for _, h, m, s in found)
    return int(found[0][0]), float(sum(seconds))
