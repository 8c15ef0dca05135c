"""`make chaos` and `make load`: real processes under sustained load, with and without faults.

Prints what happened to every message and keeps it in benchmarks/results/, shown on the page of
the benchmarks.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psutil

from benchmarks import machine, readme
from benchmarks.report import plain
from tests.connectors.wechat import accounts
from tests.faults import figures
from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.talkers import Crowd, Tally
from tests.server import Server, running

LONG_SECONDS = 300
"""A run that long has time for Redis to be gone for half a minute, and is worth keeping."""


class Faults:
    """Does harm at random moments, and counts it."""

    def __init__(
        self, server: Server, store: RedisServer, *, seed: int, longest: float = 0.0
    ) -> None:
        self.done: dict[str, int] = {}
        self._server = server
        self._store = store
        self._longest = longest
        self._made = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Faults:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        kinds: tuple[Callable[[], None], ...] = (
            self.kill_worker, self.kill_worker, self.kill_worker, self.replace_workers,
            self.restart_redis, self.kill_redis, self.redis_gone, self.redis_full,
            self.redis_slow, self.disk_full,
        )  # fmt: skip
        queue: list[Callable[[], None]] = []
        while not self._stop.wait(self._made.uniform(1.0, 4.0)):
            queue = queue or self._made.sample(kinds, len(kinds))
            fault = queue.pop()
            fault()
            self.done[fault.__name__] = self.done.get(fault.__name__, 0) + 1

    def kill_worker(self) -> None:
        """kill -9 of a worker in the middle of whatever it does."""
        with contextlib.suppress(psutil.Error, IndexError):
            workers = psutil.Process(self._server.process.pid).children()
            self._made.choice(workers).kill()

    def replace_workers(self) -> None:
        """A rolling restart."""
        self._server.process.send_signal(signal.SIGHUP)

    def restart_redis(self) -> None:
        """Redis is restarted in the ordinary way."""
        self._store.stop()
        self._store.start()

    def kill_redis(self) -> None:
        """kill -9 of Redis."""
        self._store.stop(signal.SIGKILL)
        self._store.start()

    def redis_gone(self) -> None:
        """Redis is away for a while: in a long run for 30 s at its first turn."""
        seconds = self._made.choice((3, 5))
        if self._longest and "redis_gone" not in self.done:
            seconds = self._longest
        self._store.stop()
        self._stop.wait(seconds)
        self._store.start()

    def redis_full(self) -> None:
        """Redis has no room for a while."""
        with self._store.client() as client:
            client.config_set("maxmemory", "1mb")
            self._stop.wait(2)
            client.config_set("maxmemory", "0")

    def redis_slow(self) -> None:
        """Redis answers nobody, once for longer than its clients wait."""
        self._store.hang(self._made.choice((0.3, 1.0, 6.0)))

    def disk_full(self) -> None:
        """Nothing can be written where Redis keeps its file."""
        with self._store.full_disk():
            self._stop.wait(3)


@contextlib.contextmanager
def city(workers: int, *, turn_seconds: str) -> Iterator[tuple[Server, RedisServer]]:
    """A server with a Redis of its own."""
    with tempfile.TemporaryDirectory() as name, redis_server(Path(name)) as store:
        data_dir = os.environ.get("BANSHI_DATA_DIR", "var")
        models_dir = os.environ.get("BANSHI_MODELS_DIR", "models")
        with running(
            Path(name), redis_url=store.url, data_dir=data_dir, models_dir=models_dir,
            workers=str(workers),
            turn_seconds=turn_seconds, person_per_minute="0", max_requests="512",
            **accounts.plain("http://127.0.0.1:9"),
        ) as server:  # fmt: skip
            yield server, store


class Memory:
    """Proportional set size of parent and workers, in MB, looked at now and then."""

    def __init__(self, server: Server, *, every: float) -> None:
        self.sizes: list[int] = []
        self._parent = psutil.Process(server.process.pid)
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Memory:
        self.look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.look()

    def look(self) -> None:
        """Notes the size; a worker that dies meanwhile spoils the sample."""
        with contextlib.suppress(psutil.Error):
            family = (self._parent, *self._parent.children())
            self.sizes.append(round(sum(p.memory_full_info().pss for p in family) / 2**20))

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self.look()

    @property
    def growth(self) -> int:
        """From the end of the first third, when caches are warm, to the end; in MB."""
        return self.sizes[-1] - self.sizes[len(self.sizes) // 3]


async def idle(url: str, count: int) -> list[asyncio.StreamWriter]:
    """Event streams of clients who only listen; gives their connections."""
    async with httpx.AsyncClient(timeout=60) as http:
        begun = (await http.post(f"{url}/api/messages", json={"text": "你好"})).json()
    host, port = url.removeprefix("http://").split(":")
    path = f"/api/events?conversation={begun['conversation']}"
    held = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), 60)
        if b"200" in status:
            held.append(writer)
    return held


def run(
    *, seconds: float, people: int, workers: int, faults: bool, seed: int, streams: int
) -> dict[str, object]:
    """One run; gives everything that was counted."""

    async def talk(server: Server, crowd: Crowd, memory: Memory) -> tuple[Tally, int]:
        held = await idle(server.url, streams) if streams else []
        memory.look()
        least = figures.LEAST if seconds >= LONG_SECONDS else 0
        tally = await crowd.talk(seconds=seconds, at_least=least)
        for writer in held:
            writer.close()
        return tally, len(held)

    # A killed worker holds its conversation for twice that long.
    with city(workers, turn_seconds="2" if faults else "8") as (server, store):
        crowd = Crowd(server.url, people=people, seed=seed, wechat=store.url)
        longest = 30.0 if seconds >= LONG_SECONDS else 0.0
        harm = Faults(server, store, seed=seed, longest=longest)
        with Memory(server, every=max(seconds / 30, 1)) as memory:
            with harm if faults else contextlib.nullcontext():
                tally, held = asyncio.run(talk(server, crowd, memory))
        restarts = ("kill_worker", "replace_workers", "restart_redis", "kill_redis", "redis_gone")
        return {
            "workers": workers, "people": people, "idle_streams": held, "seed": seed,
            "faults": harm.done, "restarts_under_load": sum(harm.done.get(k, 0) for k in restarts),
            **tally.as_dict(), "causes_of_apologies": _causes(server.log),
            "memory_mb": memory.sizes, "memory_growth_mb": memory.growth,
        }  # fmt: skip


CAUSES = ("a turn broke", "a turn took longer", "a turn ended without", "cannot be read")
"""What the server logs where somebody gets an apology (bot/conversation, connectors/gateway.py)."""


def _causes(log: Path) -> dict[str, int]:
    """Why turns broke, how often; the last traces are printed."""
    lines = log.read_text("utf-8", "replace").splitlines()
    at = {cause: [n for n, line in enumerate(lines) if cause in line] for cause in CAUSES}
    for number in at["a turn broke"][-5:]:
        print("\n".join(lines[number : number + 60]))
    return {cause: len(found) for cause, found in at.items() if found}


def main() -> None:
    """Runs, prints, keeps; exit code 1 when a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--streams", type=int, default=0, help="clients who only listen")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    about, began = machine.about(), time.monotonic()
    made = run(**vars(arguments))
    name = "chaos" if arguments.faults else "load"
    found = replace(
        figures.result(name, made), machine=about, seconds=round(time.monotonic() - began, 1)
    )
    print(json.dumps(made, ensure_ascii=False, indent=2))
    print(plain(found))
    if arguments.seconds >= LONG_SECONDS:
        found.save()
        readme.refresh()
    sys.exit(1 if any(made[promise] for promise in figures.PROMISES) else 0)


if __name__ == "__main__":
    main()
