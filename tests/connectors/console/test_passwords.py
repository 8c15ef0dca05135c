"""Passwords anybody would try first are refused, and the reason said."""

from __future__ import annotations

import pytest

from bot.errors import AccessError
from connectors.console.passwords import must_be_strong


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", "不同的字符"),
        ("abababababab", "不同的字符"),
        ("wang_li-2026", "账号名"),
        ("WANG_LI-2026", "账号名"),
        ("12345678901", "连续"),
        ("9876543210", "连续"),
        ("qwertyuiop", "一排"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(password: str, reason: str) -> None:
    with pytest.raises(AccessError, match=reason):
        must_be_strong(password, name="wang_li")


@pytest.mark.parametrize(
    "password", ["a-long-password", "2026年办事不用跑", "correct horse battery"]
)
def test_another_one_is_taken(password: str) -> None:
    must_be_strong(password, name="wang_li")
