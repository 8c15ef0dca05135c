"""What stands in a message beside its words: ages from birth dates, households."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.guidance.reading import Reading
from bot.nlu.mentions import find_mentions

TODAY = date(2026, 11, 27)


def found(text: str) -> dict[str, str]:
    mentions = find_mentions(text, folder=Path("data/entities"), today=TODAY)
    return {mention.entity: mention.value for mention in mentions}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("2025年3月生的", "1"),
        ("1960年5月1日出生", "66"),
        ("孩子12月20号出生的", "0"),
        ("2023年11月28日出生", "2"),
        ("2023年11月27日出生", "3"),
        ("明年三月出生", None),
        ("2025年3月办的", None),
    ],
)
def test_a_birth_date_is_an_age(text: str, age: str | None) -> None:
    assert found(text).get("age") == age


def test_a_reading_tells_what_words_come_to() -> None:
    parse = {"text": "湖南户口", "entities": [{"entity": "household", "value": "湖南"}]}
    assert Reading.from_parse(parse).told == "湖南户口，外地户口"
