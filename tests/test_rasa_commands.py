"""Rasa's own commands on this project: what it takes for training data, and `rasa data validate`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RASA_READS = ("nlu", "stories")
"""Folders below data/ that hold Rasa's training data; nothing else there may look like it."""

TAKEN = re.compile(r"^\s*(?:nlu|responses|stories|rules):", re.MULTILINE)
"""Rasa looks for these at the beginning of any line (`is_key_in_yaml`), however deep."""


def test_rasa_takes_nothing_else_for_training_data(root: Path) -> None:
    data = root / "data"
    others = [
        path
        for kind in ("*.yml", "*.yaml", "*.json")
        for path in data.rglob(kind)
        if path.relative_to(data).parts[0] not in RASA_READS
    ]
    assert others
    assert [str(path) for path in others if TAKEN.search(path.read_text("utf-8"))] == []


@pytest.mark.slow
def test_rasa_data_validate_finds_no_error(root: Path) -> None:
    rasa = Path(sys.executable).parent / "rasa"
    command = [str(rasa), "data", "validate"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
