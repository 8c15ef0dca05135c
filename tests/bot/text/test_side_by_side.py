"""Forked helpers do their share, and none outlives the process that began them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from bot.text.side_by_side import side_by_side
from tests.waiting import until

SLEEPING = (
    "import time; from bot.text.side_by_side import side_by_side as s; s(time.sleep, (99, 99))"
)


def test_results_come_in_the_order_of_the_shares() -> None:
    assert side_by_side(sorted, [[2, 1], [4, 3], []]) == [[1, 2], [3, 4], []]
    assert side_by_side(sorted, [[2, 1]]) == [[1, 2]]


def test_who_is_killed_leaves_no_helper_behind(root: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SLEEPING], cwd=root)
    parent = psutil.Process(process.pid)
    assert until(lambda: len(parent.children()) == 2)
    helpers = parent.children()
    process.kill()
    process.wait()
    assert psutil.wait_procs(helpers, timeout=30)[1] == []
