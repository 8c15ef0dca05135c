"""When people are at the desk: opening hours on working days, in the city's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import CHINA
from bot.errors import SettingsError

LONGEST_BREAK = 30
"""Days looked ahead for the next opening; no holiday is longer."""


@dataclass(frozen=True)
class Hours:
    """Opening hours such as 「09:00-12:00 14:00-18:00」; ``works`` knows the holidays."""

    spans: tuple[tuple[time, time], ...]
    works: Callable[[date], bool]
    every_day: bool = False

    @classmethod
    def read(cls, text: str, *, works: Callable[[date], bool]) -> Hours:
        """Reads the setting; a leading 「daily」 means every day. Raises SettingsError."""
        words = text.split()
        daily = bool(words) and words[0] == "daily"
        try:
            spans = tuple(_span(word) for word in words[daily:])
        except ValueError as error:
            raise SettingsError(
                f"BANSHI_STAFF_HOURS: {text!r} is not like `09:00-12:00 14:00-18:00`"
            ) from error
        return cls(spans, works, daily)

    def open_at(self, now: datetime) -> bool:
        """True while somebody should be there."""
        return self.opened(now) is not None

    def opened(self, now: datetime) -> datetime | None:
        """Since when somebody should be there; None while nobody should."""
        here = now.astimezone(CHINA)
        spans = self.spans if self._on(here.date()) else ()
        starts = (datetime.combine(here.date(), a, CHINA) for a, b in spans if a <= here.time() < b)
        return next(starts, None)

    def next_opening(self, now: datetime) -> datetime | None:
        """When the desk opens next; None where it never does."""
        here = now.astimezone(CHINA)
        for days in range(LONGEST_BREAK):
            day = here.date() + timedelta(days=days)
            starts = [datetime.combine(day, a, CHINA) for a, _ in self.spans if self._on(day)]
            later = [start for start in starts if start > here]
            if later:
                return min(later)
        return None

    def _on(self, day: date) -> bool:
        return self.every_day or self.works(day)

    def __str__(self) -> str:
        spans = "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in self.spans)
        return f"{'每天' if self.every_day else '工作日'} {spans}"


def _span(word: str) -> tuple[time, time]:
    opens, closes = (time.fromisoformat(part) for part in word.split("-"))
    if opens >= closes:
        raise ValueError(word)
    return opens, closes
