"""A real Chromium against a real server; one server for all browser tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.settings import Settings
from tests.browser.citizen import Citizen
from tests.browser.hosts import Hosts, two_hosts
from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.standin import Platform
from tests.server import Server, running

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}


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
def site(
    redis_url: str, settings: Settings, hosts: Hosts, wechat: Platform,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:  # fmt: skip
    """The running server; its linker is fitted once for all runs, in var/."""
    if not (ROOT / "connectors/ui/dist/manifest.json").exists():
        pytest.fail("the front end is not built: run `make setup`")
    fitted, place = ROOT / "var" / "linker", settings.data_dir / "linker"
    fitted.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.symlink_to(fitted)
    folder = tmp_path_factory.mktemp("site")
    site = Site(
        folder,
        redis_url=redis_url,
        data_dir=str(settings.data_dir),
        embed_sites=hosts.allowed,
        staff_hours="daily 00:00-23:59",
        **accounts.verified(wechat.url),
    )
    hosts.serve_widget_of(site.url)
    yield site
    site.close()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person, with a phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(15_000)
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
