"""Workers behind one parent: how many there are after a reload, and what they share."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.connectors.waiting import LOADED

pytestmark = pytest.mark.timeout(120)
GONE = psutil.STATUS_ZOMBIE
"""Ended, whoever looks after orphans on this machine."""


@dataclass(frozen=True)
class Program:
    """The parent, and the folder it takes its orders from."""

    parent: psutil.Process
    folder: Path

    def workers(self) -> set[int]:
        """Those that could answer."""
        known = {int(file.name.partition("-")[2]) for file in self.folder.glob("frozen-*")}
        return {child.pid for child in self.parent.children()} & known

    def replaced(self, earlier: set[int]) -> bool:
        now = self.workers()
        return len(now) == 2 and not now & earlier

    def reload(self) -> None:
        self.parent.send_signal(signal.SIGHUP)

    def said(self, line: str) -> bool:
        return line in (self.folder / "log").read_text("utf-8")

    def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(600):
            if holds():
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8"))


@pytest.fixture
def program(tmp_path: Path, root: Path) -> Iterator[Program]:
    command = [sys.executable, "-m", "tests.connectors.waiting", str(tmp_path)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, stderr=log)
    made = Program(psutil.Process(process.pid), tmp_path)
    try:
        made.until((tmp_path / "ready").exists)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def test_a_reload_that_cannot_load_leaves_the_workers_alone(program: Program) -> None:
    before = program.workers()
    (program.folder / "broken").touch()
    program.reload()
    program.until(lambda: program.said("not possible, the old workers go on"))
    assert program.workers() == before
    assert len(before) == 2


def test_after_a_reload_whose_workers_die_there_are_as_many_as_before(program: Program) -> None:
    before = program.workers()
    (program.folder / "mute").touch()
    program.reload()
    program.until(lambda: program.said("a new worker does not answer"))
    program.until(lambda: len(program.parent.children()) == 2)
    assert program.workers() == before
    (program.folder / "mute").unlink()
    program.reload()
    program.until(lambda: program.said("2 workers replaced"))
    program.until(lambda: len(program.workers()) == len(program.parent.children()) == 2)
    assert program.replaced(before)


def test_what_was_loaded_stays_shared_after_a_reload(program: Program) -> None:
    """A collection in a worker touches none of it, neither before nor after."""
    for _ in range(2):
        before = program.workers()
        for worker in before:
            frozen, loaded = (program.folder / f"frozen-{worker}").read_text().split()
            assert int(frozen) > int(loaded) == LOADED
            own = psutil.Process(worker).memory_full_info().uss
            assert own < LOADED * 40, "a list of one number takes 64 bytes, its header 16"
        program.reload()
        program.until(partial(program.replaced, before))


def test_workers_finish_and_end_when_their_parent_is_killed(program: Program) -> None:
    workers = [psutil.Process(worker) for worker in program.workers()]
    program.parent.kill()
    program.until(lambda: all((program.folder / f"finished-{w.pid}").exists() for w in workers))
    program.until(lambda: not any(w.is_running() and w.status() != GONE for w in workers))
    assert len(workers) == 2
