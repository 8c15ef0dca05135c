"""Numbers as people write and say them."""

from __future__ import annotations

import pytest

from bot.text.numbers import Amount, amounts, number, ordinal

param = pytest.param


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("12", 12, id="Arabic"),
        param("1.5", 1.5, id="decimal"),
        param("八", 8, id="one digit"),
        param("两", 2, id="liang"),
        param("十", 10, id="ten alone"),
        param("十二", 12, id="ten and two"),
        param("八十", 80, id="eight tens"),
        param("二十五", 25, id="two tens five"),
        param("一百零三", 103, id="hundred with a zero"),
        param("一千二百", 1200, id="thousands and hundreds"),
        param("三万", 30000, id="ten thousands"),
        param("十二万五千", 125000, id="over a hundred thousand"),
        param("居", None, id="no numeral"),
    ],
)
def test_number(text: str, expected: float | None) -> None:
    assert number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("孩子8岁", Amount("age", 8), id="age in digits"),
        param("我妈八十岁了", Amount("age", 80), id="age in words"),
        param("两岁半", Amount("age", 2.5), id="and a half"),
        param("我妈八十了", Amount("age", 80), id="age without its unit"),
        param("社保交了13个月", Amount("months", 13), id="months"),
        param("满一年了", Amount("months", 12), id="a year counts as months too"),
        param("住了一年多", Amount("years", 1.5), id="more than a year is a year and a half"),
        param("住了十八个月", Amount("years", 1.5), id="months count as years too"),
        param("才半年", Amount("months", 6), id="half a year"),
        param("还有15天", Amount("days", 15), id="days"),
        param("月租3000元", Amount("yuan", 3000), id="yuan"),
        param("注册资本50万元", Amount("yuan", 500000), id="ten thousands of yuan"),
        param("店面60平米", Amount("square_metres", 60), id="square metres"),
        param("半岁", Amount("age", 0.5), id="half a year old"),
        param("她68，四川户口", Amount("age", 68), id="a bare age before a comma"),
        param("不到一年", Amount("years", 0.99), id="not yet a year"),
        param("还没满12个月", Amount("months", 12 * 0.99), id="not yet twelve months"),
    ],
)
def test_an_amount_is_found(text: str, expected: Amount) -> None:
    assert expected in amounts(text)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        param("2020年买的车", "years", id="a calendar year is no length"),
        param("孩子三年级", "years", id="a school year is no length"),
        param("十二月份申请", "months", id="a month of the year is no length"),
        param("今年1月5日", "months", id="a date is no length"),
        param("半年级", "years", id="half a year inside another word"),
        param("居住证", "age", id="no number at all"),
        param("2025年3月生的", "months", id="a month of birth is no length"),
        param("俩" * 500, "age", id="no number has so many digits"),
    ],
)
def test_an_amount_is_not_imagined(text: str, measure: str) -> None:
    assert measure not in {amount.measure for amount in amounts(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("第二个", 2, id="the second"),
        param("第3条", 3, id="the third, in digits"),
        param("我选1", 1, id="choosing one"),
        param("2", 2, id="a digit alone"),
        param("三", 3, id="a numeral alone"),
        param("2号", 2, id="number two"),
        param("最后一个", -1, id="the last"),
        param("上面那个", None, id="no position named"),
        param("两个", None, id="a count"),
        param("就一个", None, id="only one"),
        param("三个月", None, id="a length"),
        param("第一次", None, id="the first time"),
        param("第一个孩子", None, id="the first child"),
        param("第三个准备好了", 3, id="a position with what is said of it"),
        param("0", None, id="there is no zeroth"),
        param("社保交了13个月", None, id="an amount is no position"),
    ],
)
def test_ordinal(text: str, expected: int | None) -> None:
    assert ordinal(text) == expected
