"""Passwords that are long enough and still the first anybody would try."""

from __future__ import annotations

from bot.errors import AccessError

LEAST_DIFFERENT = 4
"""Different characters in a password; fewer is a pattern."""

ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def must_be_strong(password: str, *, name: str) -> None:
    """Raises AccessError for a password that can be guessed from the name or the keyboard."""
    plain = password.lower()
    if name.lower() in plain:
        raise AccessError("新密码不能含账号名")
    if len(set(plain)) < LEAST_DIFFERENT:
        raise AccessError(f"新密码太简单：至少要有 {LEAST_DIFFERENT} 个不同的字符")
    if any(plain in row * 3 or plain in row[::-1] * 3 for row in ROWS):
        raise AccessError("新密码太简单：不能是连续的数字、字母或键盘上的一排")
