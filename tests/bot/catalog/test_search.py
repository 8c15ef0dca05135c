"""Search finds services by what people type, and says why."""

from __future__ import annotations

import pytest

from bot.catalog.filters import Filters
from bot.catalog.model import Catalog
from bot.catalog.search import SearchIndex
from tests import build


@pytest.fixture(scope="module")
def index(catalog: Catalog) -> SearchIndex:
    return SearchIndex(catalog)


@pytest.mark.parametrize(
    ("query", "service"),
    [
        pytest.param("居住证", "residence-permit-apply", id="everyday name"),
        pytest.param("居住証", "residence-permit-apply", id="traditional"),
        pytest.param("居往证", "residence-permit-apply", id="one wrong character"),
        pytest.param("结昏登记", "marriage-registration", id="near-homophone"),
        pytest.param("jzz", "residence-permit-apply", id="initials"),
        pytest.param("juzhuzheng", "residence-permit-apply", id="pinyin"),
        pytest.param("JU ZHU ZHENG", "residence-permit-apply", id="pinyin with spaces"),
        pytest.param("育儿补", "childcare-subsidy", id="as one types"),
        pytest.param("shenzhen90", "gov-investment-project", id="pinyin with digits"),
        pytest.param("sz90", "gov-investment-project", id="initials with digits"),
        pytest.param("yuerbut", "childcare-subsidy", id="pinyin as one types"),
    ],
)
def test_finds_first(index: SearchIndex, query: str, service: str) -> None:
    assert index.find(query)[0].service == service


@pytest.mark.parametrize("query", ["shebao卡", "社保ka", "sb卡"])
def test_mixed_spelling_finds_the_social_card(index: SearchIndex, query: str) -> None:
    found = {hit.service for hit in index.find(query, limit=3)}
    assert found == {"social-card-apply", "social-card-loss", "social-card-replace"}


def test_says_why(index: SearchIndex) -> None:
    assert "everyday_name:居住证" in index.find("居住证")[0].why
    assert index.find("jzz")[0].why[0].startswith("initials:")
    assert index.find("juzhuzheng")[0].why[0].startswith("pinyin:")
    assert "department:出入境" in index.find("出入境")[0].why


@pytest.mark.parametrize("query", ["!!!", "\U0001f600", "zzqqxxvv", "\x00"])
def test_nothing_to_find_finds_nothing(index: SearchIndex, query: str) -> None:
    assert index.find(query) == ()


@pytest.mark.parametrize(
    ("query", "name"),
    [("foshanyinhang", "佛山银行"), ("jifu", "给付"), ("panyu", "番禺区"), ("pyq", "番禺区")],
)
def test_a_character_of_several_readings_is_read_by_its_word(query: str, name: str) -> None:
    named = [build.service(f"s{at}", name=n) for at, n in enumerate(("佛山银行", "给付", "番禺区"))]
    (hit,) = SearchIndex(build.catalog(*named)).find(query)
    assert named[int(hit.service[1:])].name == name


@pytest.mark.parametrize("size", [1, 29, 31, 400])
def test_the_best_of_many_that_are_alike_is_found(size: int) -> None:
    many = [build.service(f"s-{at}", name=f"第{at}号食品经营许可") for at in range(size)]
    index = SearchIndex(build.catalog(*many, build.service("one", name="食品经营许可")))
    assert index.find("食品经营许可")[0].service == "one"
    assert len(index.find("经营许可", limit=50)) == min(50, size + 1)


def test_filters_hold_with_and_without_words(index: SearchIndex, catalog: Catalog) -> None:
    filters = Filters(theme="出入境", online=True)
    for query in ("", "通行证"):
        found = [catalog.services[hit.service] for hit in index.find(query, filters=filters)]
        assert found
        assert all(s.theme == "出入境" for s in found)
        assert all(any(way.kind == "online" for way in s.channels) for s in found)


def test_a_filter_that_nothing_passes_leaves_nothing(index: SearchIndex) -> None:
    assert index.find("居住证", filters=Filters(tags=("没有这个标签",))) == ()


def test_of_two_names_the_nearer_one_comes_first() -> None:
    long = build.service("long", name="居住证持有人子女在深圳参加中考报名资格审核")
    short = build.service("short", name="居住证申领")
    index = SearchIndex(build.catalog(long, short))
    assert [hit.service for hit in index.find("居住证")] == ["short", "long"]


def test_an_empty_catalogue_can_be_searched() -> None:
    assert SearchIndex(build.catalog()).find("居住证") == ()
