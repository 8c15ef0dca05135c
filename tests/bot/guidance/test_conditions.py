"""Does a ``when`` hold for the answers given so far?"""

from __future__ import annotations

import pytest

from bot.guidance.conditions import UNKNOWN, Status, applies, status

WHEN = {"home": ("rented", "owned"), "stay": ("full",)}
param = pytest.param


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        param({"home": "rented", "stay": "full"}, Status.HOLDS, id="every entry holds"),
        param({"home": "rented"}, Status.OPEN, id="one is not answered"),
        param({}, Status.OPEN, id="none is answered"),
        param({"home": "dormitory"}, Status.FAILS, id="one contradicts"),
        param({"home": "dormitory", "stay": UNKNOWN}, Status.FAILS, id="failing beats not knowing"),
        param({"home": "rented", "stay": UNKNOWN}, Status.POSSIBLE, id="one is not known"),
        param({"stay": UNKNOWN}, Status.OPEN, id="unanswered beats not known"),
        param(
            {"home": "rented", "stay": "full", "x": "y"}, Status.HOLDS, id="others do not matter"
        ),
    ],
)
def test_status(answers: dict[str, str], expected: Status) -> None:
    assert status(WHEN, answers) is expected


@pytest.mark.parametrize("answers", [{}, {"home": UNKNOWN}], ids=["unanswered", "unknown"])
def test_an_empty_when_always_holds(answers: dict[str, str]) -> None:
    assert status({}, answers) is Status.HOLDS


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        param({"stay": "full", "home": "owned"}, True, id="holds"),
        param({"stay": UNKNOWN, "home": "owned"}, True, id="possible"),
        param({"home": "owned"}, False, id="open"),
        param({"stay": "short"}, False, id="fails"),
    ],
)
def test_a_part_applies_when_it_holds_or_may(answers: dict[str, str], expected: bool) -> None:
    assert applies(WHEN, answers) is expected
