"""Identifiers are replaced before anything can hold them."""

from __future__ import annotations

import re

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
"""GB 11643-1999: weights and check characters of the 18-digit identity number."""

_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def mask(text: str) -> str:
    """Gives ``text`` with identity and telephone numbers replaced by what they are."""
    without_ids = _ID.sub("[身份证号]", text)
    return _PHONE.sub("[手机号]", without_ids)


def valid_identity_number(number: str) -> bool:
    """Checks the check character of an 18-digit identity number (GB 11643-1999)."""
    if not re.fullmatch(r"\d{17}[\dXx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS))
    return ID_CHECKS[total % 11] == number[-1].upper()
