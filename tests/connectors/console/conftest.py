"""Two processes on one Redis, and people signed in to them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.catalog.overlay import Word
from bot.library import Library
from bot.settings import Settings
from connectors.console.access import COOKIE, CSRF_HEADER
from tests.faults.redis_server import redis_server
from tests.server import ROOT, Server, running
from tests.staff import account

BEFORE = Word(
    "before", "dog-registration", "everyday_names", "汪汪绿卡", "an", "2026-11-26T09:00:00+08:00"
)
"""A word that was accepted before the processes start."""

HOURS = "daily 00:00-23:59"

SignIn = Callable[[str], httpx.Client]


@pytest.fixture(scope="package")
def desk_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis that other tests publish nothing in."""
    with redis_server(tmp_path_factory.mktemp("desk-redis")) as server:
        yield server.url


@pytest.fixture(scope="package")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with what is fitted in var/ already; what is fitted anew stands beside it."""
    made = tmp_path_factory.mktemp("desk")
    (made / "linker").mkdir()
    for file in (ROOT / "var" / "linker").glob("*.npz"):
        (made / "linker" / file.name).symlink_to(file)
    return made


@pytest.fixture(scope="package")
def library(desk_redis: str, fitted: Path) -> Library:
    """The versions there, none of them published yet; one word was accepted before."""
    made = Library.open(Settings(_env_file=None, redis_url=desk_redis, data_dir=fitted))
    made.teach(BEFORE)
    return made


@pytest.fixture(scope="package")
def pair(
    library: Library, desk_redis: str, fitted: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Server]]:
    """Two processes, started side by side."""
    folder = tmp_path_factory.mktemp("pair")
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(2) as side_by_side:
        given = {"redis_url": desk_redis, "data_dir": str(fitted), "staff_hours": HOURS}
        begun = [running(folder, **given) for _ in range(2)]
        yield list(side_by_side.map(stack.enter_context, begun))


@pytest.fixture
def sign_in(pair: list[Server], desk_redis: str) -> Iterator[SignIn]:
    """A client of the first process, signed in as somebody new with a role."""

    with contextlib.ExitStack() as stack:

        def signed_in(role: str) -> httpx.Client:
            who = account(desk_redis, role)
            client = httpx.Client(
                base_url=f"{pair[0].url}/api/console", cookies={COOKIE: who.cookie},
                headers={CSRF_HEADER: who.csrf}, timeout=60,
            )  # fmt: skip
            return stack.enter_context(client)

        yield signed_in
