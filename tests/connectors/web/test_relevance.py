"""A search shows what shares something with the query, and nothing by chance."""

from __future__ import annotations

import pytest

from bot.catalog.model import Catalog
from bot.catalog.search import Hit, SearchIndex
from connectors.web.relevance import relevant


@pytest.mark.parametrize(
    ("hit", "shown"),
    [
        (Hit("a", 1.2, ("question:没有行驶证会罚款吗",)), True),
        (Hit("a", 1.2, ("similar:契税申报",)), False),
        (Hit("a", 43.6, ("similar:残疾人补贴",)), True),
        (Hit("a", 0.0, ()), True),
    ],
    ids=["shares words", "alike by chance", "very much alike", "listed without words"],
)
def test_what_is_worth_showing(hit: Hit, shown: bool) -> None:
    assert relevant([hit]) == ((hit,) if shown else ())


@pytest.mark.parametrize(
    ("query", "first"),
    [("天气怎么样", None), ("飞机票", None), ("xyz", None), ("jzz", "residence-permit-apply")],
)
def test_of_the_shipped_services(catalog: Catalog, query: str, first: str | None) -> None:
    found = relevant(SearchIndex(catalog).find(query, limit=8))
    assert (found[0].service if found else None) == first
