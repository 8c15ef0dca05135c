"""`banshi serve` where it cannot begin: one line that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.server import free_port


def test_without_a_model_one_line_says_what_to_do(root: Path, tmp_path: Path) -> None:
    env = {**os.environ, "BANSHI_MODELS_DIR": str(tmp_path), "BANSHI_DATA_DIR": str(tmp_path)}
    command = [str(Path(sys.executable).parent / "banshi"), "serve"]
    done = subprocess.run(
        [*command, "--port", str(free_port())],
        cwd=root, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if line.startswith("banshi:")]
    assert (done.returncode, told) == (
        1, [f"banshi: no trained model in {tmp_path}/: run `banshi train` first"],
    )  # fmt: skip
    assert "Traceback" not in done.stderr
