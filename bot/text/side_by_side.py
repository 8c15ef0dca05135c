"""Work shared out among forked processes, which end with the one that began them."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

PR_SET_PDEATHSIG = 1
"""prctl(2): which signal a process gets when its parent ends."""

Share = TypeVar("Share")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Share], Done], shares: Sequence[Share]) -> list[Done]:
    """What became of each share, in order; a single one is worked off here."""
    if len(shares) == 1:
        return [work(shares[0])]
    with ProcessPoolExecutor(
        len(shares),
        mp_context=get_context("fork"),
        initializer=_end_with,
        initargs=(os.getpid(),),
    ) as pool:
        return list(pool.map(work, shares))


def _end_with(parent: int) -> None:
    """Left alone it would wait for work for ever, and hold the port its parent listened on."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
