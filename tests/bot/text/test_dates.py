"""Dates as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.text.dates import find_date

TODAY = date(2026, 11, 23)
param = pytest.param


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        param("2027年3月5日还能办吗", date(2027, 3, 5), id="a full date"),
        param("2027-03-05", date(2027, 3, 5), id="with hyphens"),
        param("2027年3月", date(2027, 3, 1), id="a month means its first day"),
        param("2021年的补贴", date(2021, 1, 1), id="a year means its first day"),
        param("明年一月", date(2027, 1, 1), id="next January"),
        param("去年", date(2025, 1, 1), id="last year"),
        param("今年的政策", TODAY, id="this year is today"),
        param("下个月", date(2026, 12, 1), id="next month"),
        param("上个月", date(2026, 10, 1), id="last month"),
        param("明天去", date(2026, 11, 24), id="tomorrow"),
        param("3月5号", date(2026, 3, 5), id="a day of this year"),
        param("十二月一日", date(2026, 12, 1), id="in Chinese numerals"),
        param("去年12月20号出生", date(2025, 12, 20), id="a day of last year"),
        param("今年3月5号", date(2026, 3, 5), id="a day of this year, named"),
        param("明年一月15号", date(2027, 1, 15), id="a day of next January"),
        param("上个月20号", date(2026, 10, 20), id="a day of last month"),
        param("这个月30号", date(2026, 11, 30), id="a day of this month"),
        param("孩子12月20号出生的", date(2025, 12, 20), id="what has happened is over"),
        param("12月20号去办", date(2026, 12, 20), id="what is planned is not"),
        param("12月20", date(2026, 12, 20), id="a day without its word"),
        param("前天丢的", date(2026, 11, 21), id="two days ago"),
        param("今年3月份", date(2026, 3, 1), id="a month with its word"),
        param("今年3月3个人", date(2026, 3, 1), id="a count is no day"),
        param("我想办居住证", None, id="no date"),
        param("2027年13月5日", date(2027, 1, 1), id="an impossible month leaves the year"),
        param("2月30日", None, id="an impossible day"),
    ],
)
def test_find_date(text: str, expected: date | None) -> None:
    assert find_date(text, today=TODAY) == expected


def test_next_month_in_december_is_next_january() -> None:
    assert find_date("下个月", today=date(2026, 12, 31)) == date(2027, 1, 1)
