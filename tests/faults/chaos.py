"""`make chaos` and `make load`: real processes under sustained load, with and without faults.

Prints what happened to every message and keeps it in benchmarks/results/.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.talkers import Crowd
from tests.server import Server, running

RESULTS = Path("benchmarks/results")


class Faults:
    """Does harm at random moments, and counts it."""

    def __init__(self, server: Server, store: RedisServer, *, seed: int) -> None:
        self.done: dict[str, int] = {}
        self._server = server
        self._store = store
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
        """Redis is away for a while."""
        self._store.stop()
        time.sleep(self._made.choice((3, 5)))
        self._store.start()

    def redis_full(self) -> None:
        """Redis has no room for a while."""
        with self._store.client() as client:
            client.config_set("maxmemory", "1mb")
            time.sleep(2)
            client.config_set("maxmemory", "0")


@contextlib.contextmanager
def city(workers: int) -> Iterator[tuple[Server, RedisServer]]:
    """A server with a Redis of its own."""
    with tempfile.TemporaryDirectory() as name, redis_server(Path(name)) as store:
        data_dir = os.environ.get("BANSHI_DATA_DIR", "var")
        models_dir = os.environ.get("BANSHI_MODELS_DIR", "models")
        with running(
            Path(name), redis_url=store.url, data_dir=data_dir, models_dir=models_dir,
            workers=str(workers),
            turn_seconds="2", person_per_minute="0", max_requests="512",
        ) as server:  # fmt: skip
            yield server, store


def memory(server: Server) -> int:
    """Proportional set size of parent and workers, in MB."""
    parent = psutil.Process(server.process.pid)
    sizes = [p.memory_full_info().pss for p in (parent, *parent.children())]
    return round(sum(sizes) / 2**20)


def run(*, seconds: float, people: int, workers: int, faults: bool, seed: int) -> dict[str, object]:
    """One run; gives everything that was counted."""
    with city(workers) as (server, store):
        crowd = Crowd(server.url, people=people, seed=seed)
        before = memory(server)
        harm = Faults(server, store, seed=seed) if faults else contextlib.nullcontext()
        with harm as done:
            talk = crowd.talk(seconds=seconds)
            tally = asyncio.run(talk)
        return {
            "workers": workers, "people": people, "seed": seed,
            "faults": done.done if done else {}, **tally.as_dict(),
            "memory_mb_before": before, "memory_mb_after": memory(server),
            "cpu_count": os.cpu_count(), "load_average": os.getloadavg(),
            "commit": subprocess.getoutput("git rev-parse --short HEAD"),
        }  # fmt: skip


def main() -> None:
    """Runs, prints, keeps; exit code 1 when a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    made = run(**vars(parser.parse_args()))
    name = "chaos" if made["faults"] else "load"
    text = json.dumps(made, ensure_ascii=False, indent=2)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    print(text)
    broken = sum(
        int(str(made[k])) for k in ("lost", "duplicated", "out_of_order", "other_reply", "given_up")
    )
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
