"""The date is China's, whatever the machine's zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from bot.clock import china_today


@pytest.fixture(params=["Etc/GMT+12", "Etc/GMT-14"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine at one end of the world: at any moment one of the two has another date."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_the_date_is_that_of_china() -> None:
    assert china_today() == (datetime.now(timezone.utc) + timedelta(hours=8)).date()
