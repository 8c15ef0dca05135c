"""Papers named in a sentence."""

from __future__ import annotations

import pytest

from bot.guidance.papers import asked_after, paper_named, papers_had, says_having
from bot.guidance.plan import ServicePlan
from bot.guidance.situations import Situations
from bot.guidance.state import Journey
from tests.build import material, service

MADE = service(
    materials=[
        {**material("id-card"), "name": "居民身份证"},
        {**material("owner-card"), "name": "房主出具的借住说明和房主身份证复印件"},
        {**material("photo"), "name": "数码相片回执"},
        {**material("lease"), "name": "房屋租赁合同"},
    ]
)
PLAN = ServicePlan(MADE, Situations(MADE))
JOURNEY = Journey(MADE.id, "v")
LISTED = MADE.materials


@pytest.mark.parametrize(
    ("said", "papers"),
    [
        ("身份证有了", ("id-card",)),
        ("身份证和租赁合同都有了", ("id-card", "lease")),
        ("身份证有了，相片还没有", ("id-card",)),
        ("第三个准备好了", ("photo",)),
        ("都准备好了", ("id-card", "owner-card", "photo", "lease")),
        ("天气不错", ()),
    ],
)
def test_papers_somebody_has(said: str, papers: tuple[str, ...]) -> None:
    assert papers_had(said, LISTED) == papers


def test_the_shortest_name_wins_among_equals() -> None:
    found = paper_named("没有身份证怎么办", PLAN, JOURNEY)
    assert found is not None
    assert found.id == "id-card"


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ("出生证明有了", True),
        ("身份证和在读证明都有了，相片还没有", True),
        ("户口本没有了", False),
        ("相片还没有", False),
        ("要带什么", False),
    ],
)
def test_having_is_told_from_lacking(said: str, *, has: bool) -> None:
    assert says_having(said) is has


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("要不要出生证明", "出生证明"),
        ("结婚证要不要带", "结婚证"),
        ("要带照片吗", "照片"),
        ("需要提供户口本原件吗？", "户口本"),
        ("要多少钱", ""),
        ("我有出生证明", ""),
        ("要带身份证", ""),
    ],
)
def test_what_is_asked_after(said: str, name: str) -> None:
    assert asked_after(said) == name
