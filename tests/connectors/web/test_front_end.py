"""The front end's own tests and types, run by the same command as all others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("script", ["check", "test"])
def test_front_end(root: Path, script: str) -> None:
    path = f"{os.environ['PATH']}:{root / '.venv/bin'}"
    npm = shutil.which("npm", path=path)
    folder = root / "connectors" / "ui"
    if npm is None or not (folder / "node_modules").exists():
        pytest.skip("the front end is not set up: run `make setup`")
    command = [npm, "run", "--silent", script]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
