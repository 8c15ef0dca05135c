"""What a person does on the page, in words of the person."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

# Chromium logs every request that fails; tests that cut the network expect those.
NETWORK_NOISE = ("net::ERR_", "Failed to load resource")


class Citizen:
    """One person with one tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._logged)

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(noise in message.text for noise in NETWORK_NOISE):
            self.errors.append(message.text)

    def open(self, path: str = "/") -> None:
        """Opens the page and waits until its program runs."""
        self.page.goto(self.url + path)
        expect(self.page.locator("banshi-composer")).to_be_visible()

    def type(self, text: str) -> None:
        """Types and sends, without waiting."""
        self.page.locator("#question").fill(text)
        self.page.keyboard.press("Enter")

    def say(self, text: str) -> None:
        """Types, sends and waits for the answer."""
        before = self.answers.count()
        self.type(text)
        self.answered_since(before)

    def choose(self, label: str) -> None:
        """Taps a quick reply of the last answer and waits for the next."""
        before = self.answers.count()
        self.page.locator(".turn").last.get_by_role("button", name=label).click()
        self.answered_since(before)

    def answered_since(self, before: int) -> None:
        """Waits until there are more answers and nothing is under way."""
        expect(self.answers.nth(before)).to_be_attached()
        expect(self.page.locator(".pending")).to_have_count(0)

    @property
    def turns(self) -> Locator:
        """Everything the server has, from both sides."""
        return self.page.locator(".turn:not(.pending)")

    @property
    def answers(self) -> Locator:
        """What the assistant said."""
        return self.page.locator(".turn.from-bot")

    @property
    def said(self) -> list[str]:
        """What the person said, as the page shows it."""
        return self.page.locator(".turn.from-citizen .bubble").all_inner_texts()

    @property
    def numbers(self) -> list[int]:
        """Sequence numbers on the page, from top to bottom."""
        found = self.page.locator(".turn[data-seq]").evaluate_all("e => e.map(x => +x.dataset.seq)")
        return [int(number) for number in found]

    def last(self, kind: str) -> Locator:
        """The last card of a kind."""
        return self.page.locator(f"banshi-{kind}").last
