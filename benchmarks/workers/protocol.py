"""One JSON object a line: what is asked of a worker, and what it answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.processes import ROOT, environment

Handler = Callable[..., Awaitable[Any]]


class Worker:
    """The asking side of a worker process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid

    def ask(self, what: str, **facts: Any) -> Any:
        """Asks and waits; raises RuntimeError when the worker is gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the worker has no pipes")
        stdin.write(json.dumps({"ask": what, **facts}) + "\n")
        stdin.flush()
        return self._answer(stdout)

    @staticmethod
    def _answer(lines: Any) -> Any:
        """The next answer; whatever libraries print in between is passed over."""
        for line in lines:
            if line.startswith(MARK):
                return json.loads(line[len(MARK) :])
        raise RuntimeError("the worker ended")


MARK = "@answer "


@contextlib.contextmanager
def worker(module: str, *arguments: str, settings: Mapping[str, str]) -> Iterator[Worker]:
    """A running worker, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Worker(process)
    finally:
        process.kill()
        process.wait()


async def serve(handlers: Mapping[str, Handler]) -> None:
    """The answering side: runs until its input ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        answer = await handlers[asked.pop("ask")](**asked)
        print(MARK + json.dumps(answer), flush=True)


def repeated(events: Sequence[Any], turns: int, *, is_message: Callable[[Any], bool]) -> list[Any]:
    """The events of a conversation of so many turns, made by repeating a shorter one."""
    starts = [at for at, event in enumerate(events) if is_message(event)]
    head, ends = list(events[: starts[0]]), [*starts[1:], len(events)]
    pieces = [list(events[start:end]) for start, end in zip(starts, ends)]
    return head + [event for turn in range(turns) for event in pieces[turn % len(pieces)]]
