"""Attributes: written down with a service, or seen in the rest of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.catalog.attributes import FACTS, bears, papers
from bot.catalog.filters import Filters
from bot.catalog.model import Catalog
from bot.catalog.search import SearchIndex
from bot.catalog.vocabulary import Fact, Tag
from tests import build


def limit(days: int) -> dict[str, Any]:
    return {"promised": {"days": days}}


@pytest.mark.parametrize(
    ("fact", "shows", "shows_not"),
    [
        ("zero_visits", {"visits": [{"count": 0}]}, {"visits": [{"count": 0}, {"count": 1}]}),
        ("one_visit", {"visits": [{"count": 0}, {"count": 1}]}, {"visits": [{"count": 2}]}),
        ("on_the_spot", {"time_limits": [limit(0)]}, {"time_limits": [limit(0), limit(3)]}),
        (
            "paper_deferrable",
            {"materials": [build.material("form", need="deferrable")]},
            {"materials": [build.material("form", need="optional")]},
        ),
        (
            "paper_waived",
            {"materials": [build.material("id", electronic="电子身份证")]},
            {"materials": [build.material("id")]},
        ),
    ],
)
def test_an_attribute_shows_in_the_rest_of_a_service(
    fact: Fact, shows: dict[str, Any], shows_not: dict[str, Any]
) -> None:
    tag = Tag(name="t", text="t", shown_by=fact)
    assert bears(build.service(**shows), tag)
    assert not bears(build.service(**shows_not), tag)
    assert not bears(build.service(), tag)
    assert bears(build.service(tags=["t"]), tag)


def test_every_shipped_attribute_has_services(catalog: Catalog) -> None:
    for tag in catalog.vocabulary.tags:
        assert any(bears(service, tag) for service in catalog.services.values()), tag.name
    assert {tag.shown_by for tag in catalog.vocabulary.tags} == {"", *FACTS}


def test_papers_are_counted_by_services(catalog: Catalog) -> None:
    waived = next(tag for tag in catalog.vocabulary.tags if tag.shown_by == "paper_waived")
    counted = papers(catalog.services.values(), waived)
    assert counted[0][0] == "居民身份证"
    assert [count for _, count in counted] == sorted((c for _, c in counted), reverse=True)


def test_search_filters_by_what_shows(catalog: Catalog) -> None:
    tag = next(tag for tag in catalog.vocabulary.tags if tag.name == "容缺受理")
    hits = SearchIndex(catalog).find("食品", filters=Filters(tags=(tag.name,)))
    assert "food-license" in {hit.service for hit in hits}
    assert all(bears(catalog.services[hit.service], tag) for hit in hits)
