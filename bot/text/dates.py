"""Dates as people say them: 「明年一月」「2027年3月5日」「下个月」."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.text.numbers import number

_NUM = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_FULL = re.compile(rf"((?:19|20)\d\d)[年\-/.]{_NUM}(?:[月\-/.](?:{_NUM}[日号]?)?)?")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_DAY = rf"{_NUM}(?:[日号]|(?![\d个份天岁月点周年]))"
_RELATIVE_YEAR = re.compile(rf"(前年|去年|今年|明年|后年)(?:的?{_NUM}月(?:份|{_DAY})?)?")
_RELATIVE_MONTH = re.compile(rf"(上个?月|这个?月|本月|下个?月)(?:的?{_NUM}[日号])?")
_RELATIVE_DAY = re.compile(r"(大?前天|昨天|今天|明天|后天)")
_MONTH_DAY = re.compile(rf"(?<!\d){_NUM}月{_DAY}")
_HAPPENED = re.compile(
    r"出生|生[的了]|去世|过世|走[的了]|丢[的了]|办[的了]|领[的了]|签[的了]|发[的了]|买[的了]|交[的了]|结[的了]|"
    r"登记[的了]|签发|辞职|离职|退休[的了]|入职|失业|出院|受伤|出事|收到|住进|到期了|过期了"
)
"""Words of what has happened already: a day without a year is then one that is over."""

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTHS = {"上": -1, "这": 0, "本": 0, "下": 1}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}


def find_date(text: str, *, today: date) -> date | None:
    """Gives the first date named in ``text``; a month alone means its first day.

    A day without a year is one of this year, or of the last where it has happened already.
    """
    for find in (_full, _relative_year, _relative_month, _relative_day, _month_day, _year):
        try:
            found = find(text, today)
        except ValueError:
            continue
        if found is not None:
            return found
    return None


def _int(text: str | None, default: int = 1) -> int:
    value = number(text) if text else None
    return int(value) if value is not None else default


def _full(text: str, _: date) -> date | None:
    match = _FULL.search(text)
    return date(int(match[1]), _int(match[2]), _int(match[3])) if match else None


def _year(text: str, _: date) -> date | None:
    match = _YEAR.search(text)
    return date(int(match[1]), 1, 1) if match else None


def _relative_year(text: str, today: date) -> date | None:
    match = _RELATIVE_YEAR.search(text)
    if not match:
        return None
    year = today.year + _YEARS[match[1]]
    if match[2]:
        return date(year, _int(match[2]), _int(match[3]))
    return today if year == today.year else date(year, 1, 1)


def _relative_month(text: str, today: date) -> date | None:
    match = _RELATIVE_MONTH.search(text)
    if not match:
        return None
    step = _MONTHS[match[1][0]]
    if step == 0 and not match[2]:
        return today
    month = today.year * 12 + today.month - 1 + step
    return date(month // 12, month % 12 + 1, _int(match[2]))


def _relative_day(text: str, today: date) -> date | None:
    match = _RELATIVE_DAY.search(text)
    return today + timedelta(days=_DAYS[match[1]]) if match else None


def _month_day(text: str, today: date) -> date | None:
    match = _MONTH_DAY.search(text)
    if not match:
        return None
    found = date(today.year, _int(match[1]), _int(match[2]))
    over = found > today and _HAPPENED.search(text)
    return date(today.year - 1, found.month, found.day) if over else found
