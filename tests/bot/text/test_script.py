"""Traditional characters, and words that a table of characters gets wrong."""

from __future__ import annotations

import pytest

from bot.text.normalise import normalise
from bot.text.script import traditional


@pytest.mark.parametrize(
    ("simplified", "shown"),
    [
        ("居住证申领", "居住證申領"),
        ("普通护照换发补发", "普通護照換發補發"),
        ("开大额发票", "開大額發票"),
        ("任一出入境窗口", "任一出入境窗口"),
        ("身份证明复印件", "身份證明複印件"),
        ("个人所得税汇算清缴", "個人所得税匯算清繳"),
        ("abc 12345", "abc 12345"),
    ],
)
def test_words_of_the_catalogue(simplified: str, shown: str) -> None:
    assert traditional(simplified) == shown
    assert normalise(shown) == simplified
