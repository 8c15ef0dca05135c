"""How soon a citizen with a slow phone can write, and how much the phone has to fetch for it."""

from __future__ import annotations

import functools
import gzip
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import processes
from benchmarks.lab import Lab
from benchmarks.report import Result, Table, Target
from benchmarks.stats import percentile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DIST = processes.ROOT / "connectors" / "ui" / "dist"
ENTRY = "src/page/main.ts"
KIB = 1024
PEERS = (("rasa-webchat 1.0.1", 211.0), ("deep-chat 2.4.2", 110.6), ("@chatui/core 3.8.0", 98.9))
"""KB gzip of what the npm packages publish; @chatui/core with its style sheet, without React."""

LATENCY_MS, DOWN_BITS, UP_BITS, SLOWER = 150, 1_600_000, 750_000, 4
PHONE = {"width": 360, "height": 740}
BOX = (PHONE["width"] // 2, PHONE["height"] - 36)
PATIENCE_SECONDS = 30.0
RUNS = 9
AIM_SECONDS = 1.0

# The times are taken in the page itself; the tools that drive it do not count.
WATCH = """
addEventListener('input', () => wrote(performance.timeOrigin + performance.now()), true);
customElements.whenDefined('banshi-app').then(() =>
  requestAnimationFrame(() => { window.running = performance.now(); }));
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def measure(lab: Lab) -> Result:
    """Opens the page and the widget with an empty cache, again and again, on a slowed Chromium."""
    from playwright.sync_api import sync_playwright

    runs = lab.few(RUNS)
    room = lab.room("page")
    with (
        _another_site(room) as (site, write),
        processes.banshi(processes.with_linker(room / "data"), embed_sites=site) as server,
        sync_playwright() as playwright,
    ):
        write(server.url)
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        opened = [_opened(browser, server.url) for _ in range(runs)]
        framed = [_framed(browser, site) for _ in range(runs)]
        version = browser.version
        browser.close()
    return _result(opened, framed, version)


def _result(opened: list[dict[str, float]], framed: list[float], version: str) -> Result:
    """Both kinds of visit as tables, and the weight of what they load beside other widgets."""
    stages = {name: [run[name] for run in opened] for name in opened[0]}
    stages["widget: pressed to first letter written"] = framed
    median = percentile(stages["page: first letter written"], 0.5)
    sizes = _sizes()
    return Result(
        name="page",
        title="The page on a slow phone",
        how=f"Chromium {version} slowed by its own tools: {SLOWER}× CPU, {LATENCY_MS} ms for each "
        f"request, {DOWN_BITS / 1e6:g} Mbit/s down, {UP_BITS / 1e6:g} up (“Slow 4G”), a screen of "
        f"{PHONE['width']} × {PHONE['height']}, empty cache, {len(opened)} times, server and browser on "
        "this machine. The letter: somebody taps where the box will be and types until it is there.",
        tables=(
            Table(
                "Seconds",
                ("", "median", "slowest"),
                tuple((name, percentile(s, 0.5), max(s)) for name, s in stages.items()),
            ),
            Table(
                "KB, gzip",
                ("", "KB", "times the widget"),
                (
                    *((name, size, size / sizes["widget in all"]) for name, size in sizes.items()),
                    *((name, size, size / sizes["widget in all"]) for name, size in PEERS),
                ),
            ),
        ),
        targets=(
            Target("first interaction, median", median, "at most", AIM_SECONDS, "s"),
            Target("loader", sizes["loader"], "at most", 3.0, "KB"),
            Target("widget in all", sizes["widget in all"], "at most", 40.0, "KB"),
        ),
        caveats=("Chromium adds the latency to each request, not to opening a connection.",),
        figures={"first_interaction_seconds": median, "kilobytes": sizes},
    )


def _opened(browser: Browser, url: str) -> dict[str, float]:
    """Seconds of one visit: painted, first letter, program running, first answer there."""
    with _phone(browser) as (page, heard):
        # Nobody taps an empty screen, and Chromium may never acknowledge a tap on one.
        page.goto(url, wait_until="domcontentloaded")
        wrote = _write(page, heard)
        page.locator("banshi-composer").wait_for()
        painted, began, running = page.evaluate(
            f"[{PAINTED}, performance.timeOrigin, window.running]"
        )
        page.locator("#question").fill("换发护照要多少钱")
        asked = page.evaluate("performance.now()")
        page.keyboard.press("Enter")
        page.locator("banshi-fee .card").wait_for()
        answered = page.evaluate("performance.now()")
    return {
        "page: painted": painted / 1000,
        "page: first letter written": (wrote - began) / 1000,
        "page: program running": running / 1000,
        "page: question sent to answer shown": (answered - asked) / 1000,
    }


def _framed(browser: Browser, site: str) -> float:
    """Seconds from pressing the button on another site to a letter in the widget."""
    with _phone(browser) as (page, heard):
        page.goto(site)
        button = page.get_by_role("button", name="办事助手")
        button.wait_for()
        pressed = float(page.evaluate("performance.timeOrigin + performance.now()"))
        button.click()
        wrote = _write(page, heard)
    return (wrote - pressed) / 1000


def _write(page: Page, heard: list[float]) -> float:
    """Taps where the box will be and types, until a letter stands in it; when that was (ms)."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        page.mouse.click(*BOX)
        page.keyboard.press("a")
        if heard:
            return heard[0]
    raise RuntimeError("nothing could be written")


@contextmanager
def _phone(browser: Browser) -> Iterator[tuple[Page, list[float]]]:
    """A slow phone with an empty cache, and when letters were written on it."""
    heard: list[float] = []
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    context.expose_binding("wrote", lambda _, at: heard.append(at))
    context.add_init_script(WATCH)
    page = context.new_page()
    _slow_down(context, page)
    yield page, heard
    context.close()


def _slow_down(context: BrowserContext, page: Page) -> None:
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN_BITS / 8,
         "uploadThroughput": UP_BITS / 8},
    )  # fmt: skip
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the output is for the figures."""


@contextmanager
def _another_site(room: Path) -> Iterator[tuple[str, Callable[[str], None]]]:
    """A page of somebody else that loads the widget."""
    folder = room / "site"
    folder.mkdir(exist_ok=True)
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def write(url: str) -> None:
        head = '<!doctype html><meta name="viewport" content="width=device-width"><title>x</title>'
        line = f'{head}<body><script src="{url}/widget.js" async></script>'
        (folder / "index.html").write_text(line, "utf-8")

    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", write
    server.shutdown()
    server.server_close()


def _sizes() -> dict[str, float]:
    """KB of the built files as they are sent."""
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))

    def files(key: str, kinds: tuple[str, ...], seen: set[str]) -> set[str]:
        if key in seen:
            return set()
        seen.add(key)
        chunk = manifest[key]
        found = {chunk["file"], *chunk.get("css", [])}
        for kind in kinds:
            for other in chunk.get(kind, []):
                found |= files(other, kinds, seen)
        return found

    def size(names: set[str]) -> float:
        packed = (len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names)
        return sum(packed) / KIB

    return {
        "loader": size({"widget.js"}),
        "widget to begin with": size(files(ENTRY, ("imports",), set())),
        "widget in all": size(files(ENTRY, ("imports", "dynamicImports"), set())),
    }
