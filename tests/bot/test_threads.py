"""Every command keeps numpy to one thread: many would spin beside one another and win nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

THREADS = """
import bot.cli
from threadpoolctl import threadpool_info
print([pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"])
"""


def test_a_command_has_one_thread_for_products(root: Path) -> None:
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(root)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", THREADS],
        cwd=root, env=clean, capture_output=True, text=True, check=True,
    )  # fmt: skip
    counts = done.stdout.strip()
    assert counts.startswith("[1"), counts
    assert set(counts) <= set("[1, ]")
