"""Several processes behind one socket: everything is loaded once, then forked.

The parent answers nothing. It starts the workers, starts another for one that died, and on
SIGHUP loads model and catalogue anew and replaces the workers one by one. The socket belongs
to the parent, so a connection that no worker has taken yet waits for the next worker and is
never refused. Workers whose parent dies finish what they are doing and end, so that another
parent can have the port.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger(__name__)

GRACE_SECONDS = 20.0
READY_SECONDS = 60.0
PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
YOUNG_SECONDS = 5.0
"""A worker that dies younger than this is not started again at once."""

Work = Callable[[Callable[[], None]], None]
"""Serves until told to stop; calls its argument once it can answer."""


class Workers:
    """Keeps ``count`` processes running ``work``."""

    def __init__(
        self, count: int, *, load: Callable[[], Work], died: Callable[[int], None]
    ) -> None:
        self._count = count
        self._load = load
        self._died = died
        self._running: dict[int, float] = {}
        self._wanted: set[str] = set()
        self._pause = PAUSE_SECONDS
        self._alive, self._own_end = os.pipe()

    def run(self, *, ready: Callable[[], None]) -> None:
        """Runs until SIGTERM or SIGINT, then lets every worker finish what it is doing."""
        work = self._load()
        freeze()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._note)
        for _ in range(self._count):
            self._start(work)
        ready()
        while "stop" not in self._wanted:
            self._reap(work)
            if "reload" in self._wanted:
                self._wanted.discard("reload")
                work = self._replace(work)
                freeze()
            time.sleep(PAUSE_SECONDS)
        self._stop(tuple(self._running))

    def _note(self, number: int, _: FrameType | None) -> None:
        self._wanted.add("reload" if number == signal.SIGHUP else "stop")

    def _start(self, work: Work) -> bool:
        """Forks a worker and waits until it can answer."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.close(self._own_end)
            _be_worker(work, writing, self._alive)
        os.close(writing)
        self._running[child] = time.monotonic()
        answered, _, _ = select.select([reading], [], [], READY_SECONDS)
        can_answer = bool(answered) and os.read(reading, 1) == b"."
        os.close(reading)
        return can_answer

    def _reap(self, work: Work) -> None:
        """Starts another worker for each that ended by itself."""
        for child in self._ended():
            age = time.monotonic() - self._running.pop(child)
            self._died(child)
            logger.error("worker %s ended after %.1f s", child, age)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS) if age < YOUNG_SECONDS else 0
            time.sleep(self._pause)
            self._pause = max(self._pause, PAUSE_SECONDS)
            self._start(work)

    def _ended(self) -> list[int]:
        ended = []
        for child in tuple(self._running):
            if os.waitpid(child, os.WNOHANG)[0]:
                ended.append(child)
        return ended

    def _replace(self, work: Work) -> Work:
        """Loads anew and replaces one worker after the other; keeps the old ones if that fails."""
        old = tuple(self._running)
        try:
            newer = self._load()
        except Exception:
            logger.exception("reload: not possible, the old workers go on")
            return work
        freeze()
        for child in old:
            if not self._start(newer):
                logger.error("reload: a new worker does not answer, the old ones go on")
                self._stop(tuple(self._running)[-1:])
                return work
            self._stop((child,))
        logger.warning("reload: %s workers replaced", len(old))
        return newer

    def _stop(self, children: tuple[int, ...]) -> None:
        """Asks workers to finish, and ends those that do not."""
        for child in children:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        left = set(children)
        while left and time.monotonic() < deadline:
            for child in tuple(left):
                if os.waitpid(child, os.WNOHANG)[0]:
                    left.discard(child)
            time.sleep(0.02)
        for child in left:
            _signal(child, signal.SIGKILL)
            os.waitpid(child, 0)
        for child in children:
            self._running.pop(child, None)
            self._died(child)


def _be_worker(work: Work, writing: int, alive: int) -> None:
    """What a forked worker does; never returns, so that no exit hook of the parent runs."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN if name == signal.SIGHUP else signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    code = 1
    try:
        work(lambda: os.close(writing) if os.write(writing, b".") else None)
        code = 0
    except BaseException:
        logger.exception("a worker could not go on")
    finally:
        os._exit(code)


def _end_with_parent(alive: int) -> None:
    """Waits until nobody holds the other end of the pipe any more, which only the parent did."""
    os.read(alive, 1)
    logger.error("the parent is gone: this worker finishes and ends")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def freeze() -> None:
    """Keeps the collector off what was loaded, so that forked pages stay shared.

    What an earlier load left frozen is looked at again: after a reload it goes.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _signal(child: int, number: signal.Signals) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return
