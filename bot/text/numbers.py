"""Numbers as people write and say them, and what they measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"(?:\d{1,12}(?:\.\d{1,6})?|[零〇一二两俩三四五六七八九十百千万]{1,12})"
"""As long as anybody writes a number; more would be no number and cost time."""

_MEASURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("age", re.compile(rf"({_NUMERAL}|半)\s*(?:周岁|岁|嵗)(半)?")),
    ("months", re.compile(rf"(?<!年)({_NUMERAL})\s*个?(?:月|來月)(?![份底初中日生出\d])(半)?")),
    ("years", re.compile(rf"({_NUMERAL})\s*(?:多)?年(?![级前后底初份])(半|多)?")),
    ("days", re.compile(rf"({_NUMERAL})\s*(?:天|日)(半)?")),
    ("yuan", re.compile(rf"({_NUMERAL})\s*(万)?\s*(?:元|块钱|块)")),
    ("tonnes", re.compile(rf"({_NUMERAL})\s*吨()")),
    ("square_metres", re.compile(rf"({_NUMERAL})\s*(?:平方米|平米|平方|㎡)()")),
)
_SPOKEN_AGE = re.compile(
    r"(?:今年|已经|刚满|快|都|满|到|过|有|妈|爸|爷爷|奶奶|外婆|外公|老人|孩子|儿子|女儿|[她他])"
    rf"({_NUMERAL})(?:了|多了|多?(?=[,，。;；、 ]|$))"
)
_NOT_YET = re.compile(r"(?:不到|不满|未满|[没冇](?:有)?(?:满|到)|不足|未到|不够|将近|快)\s*$")
JUST_BELOW = 0.99
"""「不到一年」 is less than a year, and nobody says it of half of one."""

_HALF_YEAR = re.compile(r"(?<![一二两三四五六七八九十\d年])半年(?!级)")
_ANY_AMOUNT = re.compile(r"[\d零〇一二两俩三四五六七八九十百千万]|半[年岁]")
_LAST = re.compile(r"最后(?:一)?[个条项]?")
_ORDINAL = re.compile(
    rf"第\s*({_NUMERAL})\s*(?:[个条项种款](?![孩娃宝]|小孩)|(?![个次胎套孩任年天批代名件届]))"
)
"""「第二个」; 「第一次」 and 「第一个孩子」 are no position."""

_BARE_CHOICE = re.compile(
    rf"^(?:(?:我?选|选择)\s*(?P<chosen>{_NUMERAL})\s*[号个]?"
    rf"|(?:就?要|就)?\s*(?P<alone>{_NUMERAL})\s*号?)[吧。.]?$"
)
"""「2」 and 「选两个」 name a position, 「两个」 alone is a count."""


TEXTS_REMEMBERED = 256
"""Of the turns under way: every question of a situation looks at the same clauses."""


@dataclass(frozen=True)
class Amount:
    """A number with what it measures: age, years, months, days, yuan, tonnes …"""

    measure: str
    value: float


def number(text: str) -> float | None:
    """Reads an Arabic or Chinese numeral: 「十二」→ 12; None when it is not one."""
    try:
        return float(text)
    except ValueError:
        pass
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char] if section or total or not digit else digit * 10 + _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char == "万":
            total += (section + digit or 1) * 10000
            section = digit = 0
        else:
            return None
    return float(total + section + digit)


@lru_cache(maxsize=TEXTS_REMEMBERED)
def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount in ``text``; years also count as months, months as years."""
    if not _ANY_AMOUNT.search(text):
        return ()
    found: list[Amount] = []
    for measure, pattern in _MEASURES:
        for match in pattern.finditer(text):
            value = 0.5 if match.group(1) == "半" else number(match.group(1))
            if value is None or (measure == "years" and value >= 1900):
                continue
            extra = match.group(2)
            value = value * 10000 if extra == "万" else value + (0.5 if extra else 0)
            value *= JUST_BELOW if _NOT_YET.search(text[: match.start()]) else 1
            found.append(Amount(measure, value))
    if _HALF_YEAR.search(text):
        found.append(Amount("years", 0.5))
    if not any(amount.measure == "age" for amount in found):
        spoken = _SPOKEN_AGE.search(text)
        value = number(spoken.group(1)) if spoken else None
        if spoken and value is not None and value < 130:
            value *= JUST_BELOW if _NOT_YET.search(text[: spoken.start(1)]) else 1
            found.append(Amount("age", value))
    found += [Amount("months", a.value * 12) for a in found if a.measure == "years"]
    found += [Amount("years", a.value / 12) for a in found if a.measure == "months"]
    return tuple(dict.fromkeys(found))


def ordinal(text: str) -> int | None:
    """The position somebody names: 「第二个」→ 2, 「最后一个」→ -1, 「2」→ 2; None for none."""
    if _LAST.search(text):
        return -1
    match = _ORDINAL.search(text)
    bare = None if match else _BARE_CHOICE.match(text)
    named = match.group(1) if match else bare and (bare["chosen"] or bare["alone"])
    value = number(named) if named else None
    return int(value) if value is not None and 0 < value < 100 else None
