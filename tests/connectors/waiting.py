"""A program of two workers that wait: `python -m tests.connectors.waiting FOLDER`.

A file `broken` in the folder makes loading fail, one named `mute` lets a new worker die before
it can answer. Each worker writes how many objects the collector leaves alone in it, and that it
ended by itself once it was told to.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from connectors.workers import Work, Workers

LOADED = 300_000
"""Objects of a model, as far as the collector is concerned."""


def main() -> None:
    folder = Path(sys.argv[1])

    def load() -> Work:
        if (folder / "broken").exists():
            raise RuntimeError("there is no model")
        model = [[number] for number in range(LOADED)]

        def work(can_answer: Callable[[], None]) -> None:
            if (folder / "mute").exists():
                raise RuntimeError("cannot answer")
            gc.collect()
            frozen = f"{gc.get_freeze_count()} {len(model)}"
            (folder / f"frozen-{os.getpid()}").write_text(frozen)
            told = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: told.set())
            can_answer()
            while not told.wait(0.1):
                pass
            (folder / f"finished-{os.getpid()}").touch()

        return work

    Workers(2, load=load, died=lambda _: None).run(ready=(folder / "ready").touch)


if __name__ == "__main__":
    main()
