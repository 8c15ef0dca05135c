"""The papers one person needs, for one service and merged over several."""

from __future__ import annotations

import pytest

from bot.catalog.model import Service
from bot.guidance.checklist import Checklist, checklist, merge
from bot.guidance.conditions import UNKNOWN
from tests.build import ids, material, question, service

HOME = question("home", "rented", "owned")


@pytest.fixture
def permit() -> Service:
    """One paper for everybody, one for tenants, one that need not be handed in."""
    return service(
        questions=[HOME],
        materials=[
            material("id-card"),
            material("lease", when={"home": ["rented"]}),
            material("record", holder="government", waived="系统核对"),
        ],
    )


def papers(found: Checklist) -> list[str]:
    return ids(item.material for item in found.items)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        pytest.param("rented", ["id-card", "lease", "record"], id="tenant"),
        pytest.param("owned", ["id-card", "record"], id="owner"),
        pytest.param(UNKNOWN, ["id-card", "lease", "record"], id="not known"),
    ],
)
def test_only_the_papers_of_this_situation(permit: Service, home: str, expected: list[str]) -> None:
    assert papers(checklist(permit, {"home": home})) == expected


def test_a_paper_that_hangs_on_something_unknown_is_not_certain(permit: Service) -> None:
    found = checklist(permit, {"home": UNKNOWN})
    assert {item.material.id: item.certain for item in found.items} == {
        "id-card": True,
        "lease": False,
        "record": True,
    }


def test_exempt_papers_are_counted(permit: Service) -> None:
    assert checklist(permit, {"home": "owned"}).exempt == 1


def test_ticked_papers_are_marked(permit: Service) -> None:
    found = checklist(permit, {"home": "owned"}, ticked=["record", "unheard-of"])
    assert [item.ticked for item in found.items] == [False, True]


def test_merging_keeps_one_of_each_paper_and_counts_the_rest() -> None:
    one = service("one", materials=[material("id-card"), material("photo")])
    two = service("two", materials=[material("booklet"), material("id-card")])
    merged = merge([checklist(one, {}), checklist(two, {})])
    assert papers(merged) == ["id-card", "photo", "booklet"]
    assert merged.before_merging == 4
    assert merged.items[0].services == ("one", "two")


@pytest.mark.parametrize(
    "order", [("one", "two"), ("two", "one")], ids=["lax first", "strict first"]
)
def test_merging_takes_the_stricter_need(order: tuple[str, str]) -> None:
    needs = {"one": "optional", "two": "required"}
    lists = [
        checklist(service(name, materials=[material("photo", need=needs[name])]), {})
        for name in order
    ]
    assert merge(lists).items[0].material.need == "required"


def test_merging_keeps_a_tick_and_a_certainty() -> None:
    sure = service("sure", materials=[material("lease")])
    unsure = service(
        "unsure", questions=[HOME], materials=[material("lease", when={"home": ["rented"]})]
    )
    merged = merge([checklist(unsure, {"home": UNKNOWN}, ticked=["lease"]), checklist(sure, {})])
    assert (merged.items[0].certain, merged.items[0].ticked) == (True, True)


def test_merging_nothing_gives_an_empty_list() -> None:
    assert merge([]) == Checklist((), 0)
