"""Which question comes next, and where the answers lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.catalog.model import Catalog, Service
from bot.guidance.conditions import UNKNOWN
from bot.guidance.situations import MAX_ORDERED, Situations
from tests.bot.guidance.walking import walk
from tests.build import material, question, service

STAY = question("stay", "full", "short")
HOME = question("home", "rented", "owned", when={"stay": ["full"]})
TOO_SHORT = {"when": {"stay": ["short"]}, "not_eligible": "没住满", "instead": [{"do": "等"}]}


@pytest.fixture
def permit() -> Service:
    """Stay decides whether one may apply, home decides about one paper."""
    return service(
        questions=[STAY, HOME],
        outcomes=[TOO_SHORT],
        materials=[material("lease", when={"home": ["rented"]})],
    )


def test_each_answer_leads_on(permit: Service) -> None:
    walk(permit).asks("stay").answer("stay", "full").asks("home").answer(
        "home", "rented"
    ).ends_with_a_checklist()


def test_an_early_end_asks_nothing_more(permit: Service) -> None:
    walk(permit).answer("stay", "short").ends_early("没住满")


def test_an_answer_given_ahead_is_not_asked_again(permit: Service) -> None:
    walk(permit).answer("home", "rented").asks("stay").answer("stay", "full").asks_nothing()


def test_an_option_that_does_not_exist_is_asked_again(permit: Service) -> None:
    walk(permit).answer("stay", "forever").asks("stay")


def test_not_knowing_keeps_both_cases_open(permit: Service) -> None:
    not_sure = walk(permit).does_not_know("stay").asks("home").answer("home", "rented")
    not_sure.ends_with_a_checklist()
    possible = not_sure.situations.possible_outcomes(not_sure.answers)
    assert [outcome.not_eligible for outcome in possible] == ["没住满"]


def test_not_knowing_the_last_answer_ends_the_questions(permit: Service) -> None:
    walk(permit).answer("stay", "full").does_not_know("home").ends_with_a_checklist()


def test_the_first_outcome_that_holds_is_taken() -> None:
    other = {"when": {"stay": ["short"]}, "go_to": "registration", "because": "先登记"}
    walk(service(questions=[STAY], outcomes=[other, TOO_SHORT])).answer("stay", "short").ends_early(
        "registration"
    )


def test_a_service_without_questions_asks_nothing() -> None:
    walk(service()).ends_with_a_checklist()


def test_a_question_that_decides_nothing_is_never_asked() -> None:
    walk(service(questions=[STAY])).asks_nothing()


def test_a_question_is_not_asked_where_its_answer_changes_nothing() -> None:
    both = [material("lease", when={"stay": ["full"], "home": ["rented"]})]
    owner = service(questions=[STAY, question("home", "rented", "owned")], materials=both)
    walk(owner).answer("stay", "short").asks_nothing()
    walk(owner).answer("stay", "full").asks("home")


def test_the_question_that_decides_soonest_comes_first() -> None:
    """Written last, but one of its answers settles everything."""
    stop = {"when": {"citizen": ["yes"]}, "not_eligible": "不用办", "instead": [{"do": "用身份证"}]}
    owner = service(
        questions=[
            question("photo", "has", "lacks"),
            question("home", "rented", "owned"),
            question("citizen", "yes", "no"),
        ],
        outcomes=[stop],
        materials=[
            material("photo", when={"photo": ["lacks"]}),
            material("lease", when={"home": ["rented"]}),
        ],
    )
    walk(owner).asks("citizen")


def test_a_question_never_comes_before_the_one_it_depends_on() -> None:
    depth = [question("q0", "a", "b")]
    depth += [question(f"q{i}", "a", "b", when={f"q{i - 1}": ["a"]}) for i in range(1, 4)]
    papers = [material(f"m{i}", when={f"q{i}": ["a"]}) for i in range(4)]
    situations = Situations(service(questions=depth, materials=papers))
    for path in situations.paths():
        assert list(path) == sorted(path)


def test_remaining_counts_the_longest_way(permit: Service) -> None:
    assert walk(permit).progress.remaining == 2
    assert walk(permit).answer("stay", "full").progress.remaining == 1
    assert walk(permit).answer("stay", "short").progress.remaining == 0


def test_paths_are_all_ways_of_answering(permit: Service) -> None:
    paths = list(Situations(permit).paths())
    assert sorted(paths, key=str) == [
        {"stay": "full", "home": "owned"},
        {"stay": "full", "home": "rented"},
        {"stay": "short"},
    ]


def test_many_questions_keep_their_written_order() -> None:
    names = [f"q{i}" for i in range(MAX_ORDERED + 1)]
    owner = service(
        questions=[question(name, "a", "b") for name in names],
        materials=[material(name, when={name: ["a"]}) for name in names],
    )
    walk(owner).asks("q0").answer("q0", "b").asks("q1")


@dataclass(frozen=True)
class Changed:
    """Answers before, and those that still count."""

    given: dict[str, str]
    kept: dict[str, str]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            Changed({"stay": "full", "home": "rented"}, {"stay": "full", "home": "rented"}),
            id="all still count",
        ),
        pytest.param(
            Changed({"stay": "short", "home": "rented"}, {"stay": "short"}),
            id="a changed answer drops what depended on it",
        ),
        pytest.param(
            Changed({"stay": UNKNOWN, "home": "rented"}, {"stay": UNKNOWN, "home": "rented"}),
            id="not knowing keeps what may depend on it",
        ),
        pytest.param(Changed({"stay": "for ever"}, {}), id="an unknown option is dropped"),
        pytest.param(Changed({"age": "child"}, {}), id="an unknown question is dropped"),
    ],
)
def test_relevant_answers(permit: Service, case: Changed) -> None:
    assert Situations(permit).relevant(case.given) == case.kept


def test_every_path_of_the_shipped_catalogue_asks_nothing_more_at_its_end(catalog: Catalog) -> None:
    for owner in catalog.services.values():
        situations = Situations(owner)
        for path in situations.paths():
            left: Any = situations.progress(path).question
            assert left is None, f"{owner.id} still asks {left.id} after {path}"


def test_an_answer_given_ahead_spares_the_question_it_settles() -> None:
    both = [material("lease", when={"stay": ["full"], "home": ["rented"]})]
    owner = service(questions=[STAY, question("home", "rented", "owned")], materials=both)
    walk(owner).answer("home", "owned").asks_nothing()
