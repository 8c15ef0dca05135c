"""One running server for all attacks, with every channel open and nothing left unlogged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.connectors.wechat import accounts
from tests.faults.redis_server import RedisServer, redis_server
from tests.server import Server, running

PASSWORD = "a-long-password"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="session")
def server(store: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("serve"), redis_url=store.url,
        log_level="DEBUG", log_json="1", person_per_minute="0",
        **accounts.plain("http://127.0.0.1:9"),
    ) as made:  # fmt: skip
        yield made


@dataclass
class Staff:
    """An administrator's browser."""

    http: httpx.Client

    def post(self, path: str, **body: object) -> httpx.Response:
        """Changes something."""
        return self.http.post(f"/api/console{path}", json=body)

    def get(self, path: str, **query: str) -> httpx.Response:
        """Looks at something."""
        return self.http.get(f"/api/console{path}", params=query)


@pytest.fixture(scope="session")
def staff(server: Server) -> Iterator[Staff]:
    """Signed in with the one-time password that the server printed."""
    printed = re.search(r"one-time password: (\S+)", server.log.read_text("utf-8"))
    assert printed is not None
    with httpx.Client(base_url=server.url, timeout=120) as http:
        signed_in = http.post(
            "/api/console/sign-in", json={"name": "admin", "password": printed[1]}
        ).json()
        http.headers["X-CSRF-Token"] = signed_in["csrf"]
        changed = http.post("/api/console/password", json={"old": printed[1], "new": PASSWORD})
        assert changed.status_code == 204, changed.text
        yield Staff(http)


def say(server: Server, text: str, **fields: str) -> httpx.Response:
    """A citizen's message."""
    return httpx.post(f"{server.url}/api/messages", json={"text": text, **fields}, timeout=120)
