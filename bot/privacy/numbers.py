"""Numbers that are somebody's: identity, bank card, telephone, wherever they stand in a row.

A row of digits may hold more than one number, and other things before and behind. So every
stretch that begins and ends with a group is tried, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.privacy.checks import bank_card, identity_number

_ROW = re.compile(r"\d(?:-?\d){6,}(?:-?[Xx](?![0-9A-Za-z]))?")
_IDENTITY = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}.")
_OLD_IDENTITY = re.compile(r"[1-689]\d{14}")
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:86)?(?:0(?:10|2\d)[2-8]\d{7}|0[3-9]\d\d[2-8]\d{6,7})")
_ABROAD = re.compile(r"(?:00)?(?:85[23][235689]\d{7}|8869\d{8})")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})+")
_SIGNS = re.compile(r"\D+")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class NumberKind:
    """One kind of number: how many digits, and what makes it sure."""

    name: str
    lengths: range
    sure: Callable[[str], bool]


def is_date(digits: str) -> bool:
    """Eight digits that are a day rather than somebody's number."""
    return bool(_DATE.fullmatch(digits))


def _old_identity(digits: str) -> bool:
    return bool(_OLD_IDENTITY.fullmatch(digits)) and identity_number(digits)


def _card(digits: str) -> bool:
    """Payment cards begin with 3 to 6, domestic ones also with 9 (ISO/IEC 7812-1)."""
    return digits[0] in "34569" and bank_card(digits)


NUMBERS: tuple[NumberKind, ...] = (
    # GB 11643-1999; also residents of Hong Kong, Macao and Taiwan (81, 82, 83) and, since 2023,
    # foreigners (9). The check character is not asked for: one typed wrong is still somebody's.
    NumberKind("身份证号", range(18, 19), lambda digits: bool(_IDENTITY.fullmatch(digits))),
    NumberKind("银行卡号", range(16, 20), _card),
    NumberKind("身份证号", range(15, 16), _old_identity),
    NumberKind("手机号", range(11, 16), lambda digits: bool(_MOBILE.fullmatch(digits))),
    NumberKind("电话", range(10, 15), lambda digits: bool(_LANDLINE.fullmatch(digits))),
    NumberKind("电话", range(11, 15), lambda digits: bool(_ABROAD.fullmatch(digits))),
)


def spans(kind: NumberKind, plain: str, source: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where numbers of a kind stand."""
    for row in _ROW.finditer(plain):
        places = [at for at in range(*row.span()) if plain[at] != "-"]
        edges = [True, *(_edge(a, b, plain, source) for a, b in pairwise(places)), True]
        first = 0
        while first < len(places):
            end = _length(kind, plain, places, edges, first) if edges[first] else 0
            start, last = places[first], places[first + max(end, 1) - 1]
            if not end or _harmless("".join(source[start : last + 1])):
                first += 1
                continue
            yield start - (start > 0 and plain[start - 1] == "+"), last + 1
            first += end


def _edge(a: int, b: int, plain: str, source: tuple[str, ...]) -> bool:
    """True where a number may end at a and another begin at b."""
    return b - a > 1 or plain[b] in "Xx" or source[a].isascii() != source[b].isascii()


def _length(kind: NumberKind, plain: str, places: list[int], edges: list[bool], first: int) -> int:
    """How many digits a number has that begins here; 0 for none."""
    for length in reversed(kind.lengths):
        last = first + length
        if last <= len(places) and edges[last]:
            if kind.sure("".join(plain[at] for at in places[first:last])):
                return length
    return 0


def _harmless(written: str) -> bool:
    """Sums of money, with thousands or one after the other, and hotlines of five digits."""
    groups = _SIGNS.split(written)
    return bool(_THOUSANDS.fullmatch(written)) or (
        len(groups) > 1
        and (
            all(group.endswith("00") for group in groups)
            or all(len(group) == 5 for group in groups)
        )
    )
