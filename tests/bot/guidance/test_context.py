"""Who else is spoken of while something is done for one person."""

from __future__ import annotations

import pytest

from bot.guidance.context import another_person
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue, Journey


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
