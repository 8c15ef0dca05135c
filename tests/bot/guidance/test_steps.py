"""The steps of the way a person chose."""

from __future__ import annotations

import pytest

from bot.catalog.model import Service
from bot.guidance.steps import default_way, next_step, steps, ways
from tests.build import ids, question, service, step

AGENT = question("agent", "self", "agent")


@pytest.fixture
def permit() -> Service:
    """Two ways with a common end, and one more at the counter for agents."""
    return service(
        questions=[AGENT],
        steps=[
            step("fill-in", channel="online"),
            step("go-there", channel="counter"),
            step("show-letter", channel="counter", when={"agent": ["agent"]}),
            step("receive", channel="any"),
        ],
    )


@pytest.mark.parametrize(
    ("way", "agent", "expected"),
    [
        pytest.param("online", "self", ["fill-in", "receive"], id="online"),
        pytest.param("counter", "self", ["go-there", "receive"], id="at the counter"),
        pytest.param("counter", "agent", ["go-there", "show-letter", "receive"], id="by an agent"),
        pytest.param("post", "self", ["receive"], id="a way without steps of its own"),
    ],
)
def test_steps_of_a_way(permit: Service, way: str, agent: str, expected: list[str]) -> None:
    assert ids(steps(permit, {"agent": agent}, way)) == expected


def test_ways_are_those_with_steps_of_their_own_preferred_first(permit: Service) -> None:
    assert ways(permit, {}) == ("online", "counter")


def test_a_way_that_a_situation_closes_is_not_offered() -> None:
    owner = service(
        questions=[AGENT],
        steps=[step("a", channel="online", when={"agent": ["self"]}), step("b", channel="counter")],
    )
    assert ways(owner, {"agent": "agent"}) == ("counter",)


@pytest.mark.parametrize(
    ("plain", "expected"), [(False, "online"), (True, "counter")], ids=["usual", "plain mode"]
)
def test_default_way(permit: Service, plain: bool, expected: str) -> None:
    assert default_way(ways(permit, {}), plain=plain) == expected


def test_plain_mode_takes_what_there_is_without_a_counter() -> None:
    assert (
        default_way(ways(service(steps=[step("a", channel="online")]), {}), plain=True) == "online"
    )


def test_no_step_gives_no_way() -> None:
    assert default_way(ways(service(), {})) == ""


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        pytest.param([], "go-there", id="nothing done"),
        pytest.param(["go-there"], "receive", id="first done"),
        pytest.param(["receive"], "go-there", id="a later one done first"),
        pytest.param(["go-there", "receive"], None, id="all done"),
    ],
)
def test_next_step(permit: Service, finished: list[str], expected: str | None) -> None:
    found = next_step(steps(permit, {"agent": "self"}, "counter"), finished)
    assert (found.id if found else None) == expected
