"""Fitted classifiers kept in files: of several processes one fits, the others wait and read."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.text.counting import Features
from bot.text.linear import LinearClassifier

_in_this_process = threading.Lock()
KEPT = 8
"""Files of a folder; each has some 50 MB, and every catalogue whose words changed has its own."""


def fitted(
    path: Path, fit: Callable[[], LinearClassifier], *, features: Features
) -> LinearClassifier:
    """What this file keeps; where there is none yet, it is fitted and kept now."""
    data = _read(path)
    if data is None:
        with _alone(path.parent):
            data = _read(path) or _keep(path, fit().to_bytes())
    return LinearClassifier.from_bytes(data, features=features)


def _read(path: Path) -> bytes | None:
    """The file's content; its time says when it was last of use."""
    with contextlib.suppress(OSError):
        os.utime(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other process or thread fits for this folder.

    A lock of lockf(3) is the process's own: what it forks does not hold it on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _in_this_process, (folder / "lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        yield


def _keep(path: Path, data: bytes) -> bytes:
    """Writes through a neighbour, so that nobody reads half a file; the longest unused go."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
    newest = sorted(path.parent.glob("*.npz"), key=lambda file: -file.stat().st_mtime)
    for unused in newest[KEPT:]:
        unused.unlink()
    return data
