"""Whose matter, and whose household: a place beside Shenzhen says one or the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text.elsewhere import elsewhere, household_place

ENTITIES = Path("data/entities")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("湖南户口", "湖南"),
        ("广东茂名户口", "广东"),
        ("户口在河南，人在这边", "河南"),
        ("我是四川的", "四川"),
        ("我妈是江西人", "江西"),
        ("我是深圳户口", ""),
        ("房子是惠州的", ""),
        ("湖南大学毕业", ""),
        ("要多少钱", ""),
    ],
)
def test_where_somebody_is_registered(text: str, place: str) -> None:
    assert household_place(text, ENTITIES) == place


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("惠州公积金怎么提取", "惠州"),
        ("公积金买房提取，房子在惠州", ""),
        ("二手车过户，卖家是东莞的", ""),
        ("东莞的车怎么过户", "东莞"),
        ("从杭州转来的社保", ""),
    ],
)
def test_whose_matter_it_is(text: str, city: str) -> None:
    assert elsewhere(text, ENTITIES) == city
