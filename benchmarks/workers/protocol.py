"""One JSON object a line: what is asked of a worker, and what it answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from benchmarks.processes import NO_LIMITS, ROOT, environment

END_SECONDS = 20
LAST_WORDS = 2000
Handler = Callable[..., Awaitable[Any]]


class Worker:
    """The asking side of a worker process."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors
        self.pid = process.pid

    def ask(self, what: str, **facts: Any) -> Any:
        """Asks and waits; raises RuntimeError when the worker is gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the worker has no pipes")
        stdin.write(json.dumps({"ask": what, **facts}) + "\n")
        stdin.flush()
        return self._answer(stdout)

    def _answer(self, lines: Any) -> Any:
        """The next answer; whatever libraries print in between is passed over."""
        for line in lines:
            if line.startswith(MARK):
                return json.loads(line[len(MARK) :])
        self._errors.seek(0)
        raise RuntimeError(f"the worker ended: {self._errors.read()[-LAST_WORDS:]}")


MARK = "@answer "


@contextlib.contextmanager
def worker(module: str, *arguments: str, settings: Mapping[str, str]) -> Iterator[Worker]:
    """A running worker, ended afterwards."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment({**NO_LIMITS, **settings}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            yield Worker(process, errors)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Lets the worker end by itself, so that it stops the Redis it may have started."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        if process.stdin is not None:
            process.stdin.close()
        process.wait(END_SECONDS)
    if process.poll() is None:
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
