"""A line names the field of the catalogue it came from, wherever it stands in the answer."""

from __future__ import annotations

from actions import cards
from actions.aspect import from_field
from tests import build

TWICE = {"item": "工本费", "amount": 20}
SERVICE = build.service(
    questions=[build.question("home", "rent", "own")],
    fees=[{"item": "租房另收", "amount": 5, "when": {"home": ["rent"]}}, TWICE, TWICE],
)
OWN = {"home": "own"}


def test_cards_count_the_parts_that_do_not_apply() -> None:
    found = cards.parts(SERVICE, "fees", SERVICE.fees, OWN)
    assert [line["field"] for line in found] == ["fees.1", "fees.2"]


def test_lines_with_the_same_words_keep_their_places() -> None:
    assert [line.field for line in from_field(SERVICE, "fees", OWN)] == ["fees.1", "fees.2"]
