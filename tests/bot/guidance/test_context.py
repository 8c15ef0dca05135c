"""Who else is spoken of while something is done for one person."""

from __future__ import annotations

import pytest

from bot.guidance.context import another_person, chosen
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue, Journey, Offer


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我儿子也要", "儿子"),
        ("我老婆也办，她是深圳户口", "老婆"),
        ("那我老公呢", "老公"),
        ("小孩也要办吗", "小孩"),
        ("孩子也没有户口", ""),
        ("我妈也是", ""),
        ("帮我妈办", ""),
    ],
)
def test_another_person_is_named(text: str, who: str) -> None:
    reading = Reading(text, "inform", 0.9)
    walking = Dialogue((Journey("passport-apply", "1"),))
    assert another_person(reading, walking) == who
    assert another_person(reading, Dialogue()) == ""


def test_all_that_is_on_offer_begins_with_a_service() -> None:
    offers = (
        Offer("theme", "税务", "税务"),
        Offer("service", "passport-apply", "普通护照首次申领"),
        Offer("service", "id-card-replace", "居民身份证丢失补领"),
    )
    first = chosen(Reading("都要", "choose", 0.9), Dialogue(offers=offers))
    assert first is not None and first.value == "passport-apply"
