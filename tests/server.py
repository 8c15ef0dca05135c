"""Real processes for tests: `banshi serve` on a free port, with its own settings."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[1]
PORTS = range(10_000, 22_000)
"""Below those the system gives to clients, one of which could have it before the server does."""

READY_SECONDS = 280.0


@dataclass
class Server:
    """A running server: where it listens, and its process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Ends the process and its workers as a power cut would."""
        with contextlib.suppress(psutil.NoSuchProcess):
            workers = psutil.Process(self.process.pid).children()
            self.process.kill()
            for worker in workers:
                worker.kill()
        self.process.wait()


def free_port() -> int:
    """A port nobody has."""
    while True:
        port = secrets.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def data_folder(folder: Path) -> Path:
    """A data folder of its own, with what is fitted in var/ for all runs."""
    shared = ROOT / "var" / "linker"
    shared.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    if not (folder / "linker").exists():
        (folder / "linker").symlink_to(shared)
    return folder


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    port: int = 0,
    program: Sequence[str] = (),
    cwd: Path | None = None,
    **settings: str,
) -> Iterator[Server]:
    """A server with these settings (names without ``BANSHI_``), ended afterwards.

    ``program`` stands for `banshi`, and runs in ``cwd``. Unless told otherwise the server keeps
    its files beside its log, but its linker in var/, where it is fitted once for all runs.
    """
    port = port or free_port()
    settings.setdefault("data_dir", str(data_folder(folder / f"data-{port}")))
    env = {k: v for k, v in os.environ.items() if not k.startswith("BANSHI_")}
    env |= {f"BANSHI_{name.upper()}": value for name, value in settings.items()}
    env["REDIS_URL"] = env.pop("BANSHI_REDIS_URL", "")
    program = program or (str(Path(sys.executable).parent / "banshi"),)
    command = [*program, "serve", "--port", str(port)]
    log = folder / f"serve-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output, cwd=cwd)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{server.url}/readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text('utf-8')[-2000:]}")
