"""Codes of the national catalogue (GB/T 39554.1) and the credit code inside (GB 32100-2015)."""

from __future__ import annotations

import re
from collections.abc import Iterator

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 3: digits and capitals without I, O, S, V, Z."""

LEVELS = frozenset("123456")
"""行使层级: 1 国家级, 2 省级, 3 市级, 4 县级, 5 乡镇街道, 6 村社区."""

_BASIC = re.compile(r"^\d{9}(?:\d{3}|\d{2}Y)$")


def check_character(first_17: str) -> str:
    """The 18th character of a credit code: weights 3^i mod 31 (GB 32100-2015, 5.4)."""
    total = sum(
        CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(first_17)
    )
    return CREDIT_ALPHABET[-total % 31]


def credit_code_faults(code: str) -> Iterator[str]:
    """What is wrong with a unified social credit code."""
    if len(code) != 18:
        yield f"credit code {code!r} has {len(code)} characters instead of 18"
        return
    strange = sorted(set(code[:17]) - set(CREDIT_ALPHABET))
    if strange:
        yield f"credit code {code!r} holds {''.join(strange)!r}, which no credit code may"
    elif check_character(code[:17]) != code[17]:
        yield f"credit code {code!r} should end in {check_character(code[:17])!r} (check character)"


def implementation_faults(code: str, *, basic: str = "") -> Iterator[str]:
    """What is wrong with a 实施编码 (31) or 业务办理项编码 (33 = 31 + 2 digits)."""
    if len(code) not in (31, 33):
        yield f"code {code!r} has {len(code)} characters instead of 31 or 33"
        return
    yield from credit_code_faults(code[:18])
    if code[18] not in LEVELS:
        yield f"code {code!r} names level {code[18]!r}; there is 1 to 6"
    yield from basic_faults(code[19:31])
    if basic and code[19:31] != basic:
        yield f"code {code!r} holds the basic code {code[19:31]}, the row says {basic}"
    if not code[31:].isdigit() and len(code) == 33:
        yield f"code {code!r} should end in two digits"


def basic_faults(code: str) -> Iterator[str]:
    """What is wrong with a 基本编码: 12 digits, the last of which may be Y (has 子项)."""
    if not _BASIC.match(code):
        yield f"basic code {code!r} is not 12 digits (the last may be Y)"
