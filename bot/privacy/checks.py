"""Check characters: whether a number can be what it looks like."""

from __future__ import annotations

import re
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
"""GB 11643-1999: weights and check characters of the 18-digit identity number."""

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""GB 32100-2015: alphabet and weights of the unified social credit code."""


def identity_number(number: str) -> bool:
    """An identity number of 18 characters by its check character, of 15 by its date."""
    if re.fullmatch(r"\d{15}", number):
        return _is_date(f"19{number[6:12]}")
    if not re.fullmatch(r"\d{17}[\dXx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS))
    return ID_CHECKS[total % 11] == number[-1].upper()


def bank_card(number: str) -> bool:
    """Luhn's formula (ISO/IEC 7812-1, annex B)."""
    if not number.isascii() or not number.isdigit():
        return False
    doubled = (int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(number)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def social_credit_code(code: str) -> bool:
    """The check character of a unified social credit code (GB 32100-2015).

    One in thirty-one identity numbers would pass, so one of digits alone must begin as codes of
    industry and commerce do (91, 92, 93) and be no valid identity number.
    """
    code = code.upper()
    if len(code) != 18 or any(char not in CREDIT_ALPHABET for char in code):
        return False
    if code.isdigit() and (code[:2] not in ("91", "92", "93") or identity_number(code)):
        return False
    values = map(CREDIT_ALPHABET.index, code[:17])
    total = sum(value * weight for value, weight in zip(values, CREDIT_WEIGHTS))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
