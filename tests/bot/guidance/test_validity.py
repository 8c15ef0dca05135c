"""Is a service in force on a date?"""

from __future__ import annotations

from datetime import date

import pytest

from bot.guidance.validity import in_force
from tests.build import service

param = pytest.param


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        param(None, None, "in_force", id="no bounds"),
        param(date(2026, 11, 23), None, "in_force", id="from today"),
        param(date(2026, 11, 24), None, "not_yet", id="from tomorrow"),
        param(None, date(2026, 11, 23), "in_force", id="until today"),
        param(None, date(2026, 11, 22), "expired", id="until yesterday"),
        param(date(2026, 1, 1), date(2026, 12, 31), "in_force", id="in between"),
    ],
)
def test_in_force(start: date | None, end: date | None, expected: str) -> None:
    owner = service(validity={"effective_from": start, "effective_to": end})
    assert in_force(owner, date(2026, 11, 23)) == expected
