"""A running server and the Redis it keeps everything in, for tests of the web channel."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.faults.redis_server import RedisServer, redis_server
from tests.server import running

MOST = 5
"""Messages of one conversation in a minute."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="module")
def http(store: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the server."""
    folder = tmp_path_factory.mktemp("serve")
    with (
        running(folder, redis_url=store.url, person_per_minute=str(MOST)) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client
