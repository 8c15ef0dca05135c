"""From key to result in the operator's assist box, in a real browser, at 10,000 services."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes
from benchmarks.lab import Lab
from benchmarks.report import Result, Table, Target
from benchmarks.search_queries import services
from benchmarks.stats import percentile
from bot.library import Library
from bot.settings import Settings
from bot.stores.accounts import Accounts
from bot.stores.connect import connect, redis_url

if TYPE_CHECKING:
    from playwright.sync_api import Page

SERVICES = 10_000
AIM_MS = 100.0
PASSWORD = secrets.token_urlsafe(12)
TYPED = (
    "jzz", "gjj", "shfz", "居住证", "身份证丢了", "孩子上户口", "想提公积金交房租", "开餐馆要办什么证",
    "老人社保", "南山区居住登记", "驾照过期", "juzhuzheng",
)  # fmt: skip
"""What is typed, key by key: initials, names, half sentences and sentences, pinyin."""

# Between the input event and the first frame that shows what was found for it.
WATCH = """
window.taken = [];
addEventListener('input', () => {
  const begun = performance.now(), box = document.querySelector('console-assist');
  new MutationObserver((_, me) => requestAnimationFrame(() => {
    window.taken.push(performance.now() - begun); me.disconnect();
  })).observe(box, {attributes: true, attributeFilter: ['data-took']});
}, true);
"""


def measure(lab: Lab) -> Result:
    """Types every text into the box of a signed-in operator, waiting for each key's result."""
    from playwright.sync_api import sync_playwright

    room = Path(lab.data("assist"))
    size = 500 if lab.quick else SERVICES
    _publish(room, size)
    name = asyncio.run(_account(room))
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with processes.banshi(room) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        # Only for waiting: the page itself lets nobody evaluate text.
        page = browser.new_page(bypass_csp=True)
        _sign_in(page, server.url, name)
        typed = {text: _typed(page, text) for text in (TYPED[:3] if lab.quick else TYPED)}
        browser.close()
    every = [ms for times in typed.values() for ms in times]
    slow = percentile(every, 0.95)
    rows = tuple((text, len(t), percentile(t, 0.5), max(t)) for text, t in typed.items())
    return Result(
        name="assist",
        title="Assist",
        how="A signed-in operator types into the box in Chromium, key by key, with "
        f"{size:,} services in force (the shipped ones, and variations of them as an import brings "
        "them), everything on one machine over loopback. The time is from the input event to the "
        "first frame that shows the result.",
        tables=(Table("Milliseconds a key", ("typed", "keys", "median", "slowest"), rows),),
        targets=(Target("95 % of keys", slow, "at most", AIM_MS, "ms"),),
        figures={"median": percentile(every, 0.5), "p95": slow, "slowest": max(every)},
    )


def _publish(folder: Path, size: int) -> None:
    """The shipped catalogue, and as many more as an import brings them: without sentences."""
    library = Library.open(Settings(_env_file=None, redis_url="", data_dir=folder))
    shipped = library.catalog("shipped")
    made = dict(shipped.services)
    for service in services(list(shipped.services.values()), size):
        mere = service.copy(update={"sample_questions": (), "phrases": ()})
        made.setdefault(service.id, mere)
    name = library.keep(shipped.copy(update={"services": made}), by="bench", note=f"{size}")
    if library.current() != name:
        library.publish(name, expected=library.current(), by="bench")


async def _account(folder: Path) -> str:
    client = connect(redis_url(Settings(_env_file=None, redis_url="", data_dir=folder)))
    accounts, name = Accounts(client), "bench"
    once = await accounts.create(name, "operator")
    cookie, _ = await accounts.sign_in(name, once)
    await accounts.change_password(cookie, name, once, PASSWORD)
    await client.close()
    return name


def _sign_in(page: Page, url: str, name: str) -> None:
    page.add_init_script(WATCH)
    page.goto(f"{url}/console")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[type=search]")
    page.evaluate("window.taken.length = 0")


def _typed(page: Page, text: str) -> list[float]:
    """Milliseconds of every key; the next is pressed once the last has its result."""
    page.keyboard.press("Escape")
    before = page.evaluate("window.taken.length")
    for count, letter in enumerate(text, 1):
        page.keyboard.insert_text(letter)
        page.wait_for_function(f"window.taken.length >= {before + count}")
    taken: list[float] = page.evaluate(f"window.taken.slice({before})")
    return taken
