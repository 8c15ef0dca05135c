"""A real Chromium against a real server; one server for all browser tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.citizen import Citizen
from tests.browser.hosts import Hosts, two_hosts
from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.standin import Platform
from tests.faults.redis_server import redis_server
from tests.server import Server, running

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
"""How long anything may take to come true; a busy machine fails no test."""

expect.set_options(timeout=PATIENCE_MS)


class Site:
    """A server that can be killed and started again at the same address."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = settings
        self._running = contextlib.ExitStack()
        self._server: Server = self._running.enter_context(running(folder, **settings))
        self.url = self._server.url

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        self._server.kill()

    def start(self) -> None:
        """Starts it again where it was."""
        port = int(self.url.rpartition(":")[2])
        again = running(self._folder, port=port, **self._settings)
        self._server = self._running.enter_context(again)

    def close(self) -> None:
        """Ends it for good."""
        self._running.close()


@pytest.fixture(scope="session")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Two other sites that embed the widget: one on the list, one not."""
    with two_hosts(tmp_path_factory.mktemp("hosts")) as hosts:
        yield hosts


@pytest.fixture(scope="session")
def wechat() -> Iterator[Platform]:
    """WeChat, as the server sees it."""
    with standin.platform() as platform:
        yield platform


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of the site's own: another server on the same one would push its messages."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture(scope="session")
def site(
    redis_url: str, hosts: Hosts, wechat: Platform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The running server."""
    if not (ROOT / "connectors/ui/dist/manifest.json").exists():
        pytest.fail("the front end is not built: run `make setup`")
    site = Site(
        tmp_path_factory.mktemp("site"),
        redis_url=redis_url,
        embed_sites=hosts.allowed,
        staff_hours="daily 00:00-23:59",
        **accounts.verified(wechat.url),
    )
    hosts.serve_widget_of(site.url)
    yield site
    site.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium a file: the loop that Playwright keeps running suits no async test after it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person, with a phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab."""
    return context.new_page()


@pytest.fixture
def citizen(page: Page, site: Site) -> Iterator[Citizen]:
    """A person on the page; the page may log no error while they use it."""
    person = Citizen(page, site.url)
    person.open()
    yield person
    assert person.errors == []
