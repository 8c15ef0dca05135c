"""Fixtures of the whole suite; each test says by its arguments what it leans on."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
import redis.asyncio
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog
from bot.runtime import Runtime, use
from bot.settings import Settings
from bot.stores.connect import connect, connect_sync
from tests.faults.redis_server import redis_server
from tests.server import data_folder

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine and every run; a busy machine fails no test.
hypothesis.settings.register_profile("banshi", derandomize=True, deadline=None)
hypothesis.settings.load_profile("banshi")
hypothesis.settings.register_profile("fuzz", max_examples=100_000, deadline=None)
"""`make fuzz`: new examples each time."""


LONGEST_FIRST = ("browser", "faults", "security", "console", "wechat", "conversation", "actions")
"""Folders whose tests take long, the longest first: so all processes end at about the same time."""

TOGETHER = ("browser", "security", "console")
"""Folders whose files share a server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first."""
    order = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(order)))


class InGroups(LoadScopeScheduling):
    """`make test` runs three processes: a file, or one of those folders, goes to one of them."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0])
        return str(file.parent if file.parent.name in TOGETHER else file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Shares the tests out in the order of the collection."""
    config.option.loadscopereorder = False
    return InGroups(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine never reach a test; relative paths start at the root."""
    for name in [name for name in os.environ if name.startswith("BANSHI_")] + ["REDIS_URL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped catalogue, read once."""
    return load_catalog(ROOT / "data" / "catalog", phrases=ROOT / "data" / "phrases")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the shipped project with a data folder of the test run's own."""
    return Settings(_env_file=None, redis_url="", data_dir=tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a Redis of the test run's own, which refuses what a Redis Cluster would refuse."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture()
async def client(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    """A connection to that Redis."""
    client = connect(redis_url)
    yield client
    await client.close()
    await client.connection_pool.disconnect()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that browser tests drive; without one they skip, but not in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no chromium on PATH"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def no_versions(redis_url: str) -> Iterator[None]:
    """No catalogue version is kept before, and none after: other tests ask the shipped one."""
    client = connect_sync(redis_url)

    def drop() -> None:
        for key in client.scan_iter("banshi:{catalog}:*"):
            client.delete(key)

    drop()
    yield
    drop()


TODAY = date(2026, 11, 23)
"""The day tests are played on; the catalogue was written on it."""


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Runtime]:
    """The shipped assistant without Rasa; its linker is fitted once for all runs, in var/."""
    data_folder(settings.data_dir)
    made = Runtime(settings, lambda: TODAY)
    use(made)
    yield made
    use(None)
