"""WeChat's side, and a running server of an account on it: one of each a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.desk import HOURS
from tests.connectors.wechat.standin import Platform
from tests.server import Server, running


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with standin.platform() as state:
        yield state


@pytest.fixture(scope="module")
def account(platform: Platform) -> dict[str, str]:
    """A verified account in 安全模式; a file about another kind has its own."""
    return accounts.verified(platform.url)


@pytest.fixture(scope="module")
def server(
    account: dict[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("wechat"), redis_url=redis_url, wechat_wait_seconds="1.0",
        staff_hours=HOURS, **account,
    ) as made:  # fmt: skip
        yield made


@pytest.fixture()
def store(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client
