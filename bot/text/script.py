"""Simplified text for people who read traditional characters."""

from __future__ import annotations

from functools import lru_cache

import opencc

MENDED = (
    ("換髮", "換發"),
    ("髮票", "發票"),
    ("一齣入", "一出入"),
    ("覆印", "複印"),
    ("彙算", "匯算"),
)
"""Words of our catalogue that OpenCC cuts wrongly: 换发 is no new hair, 汇算 is an account."""


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def traditional(text: str) -> str:
    """The text in traditional characters as Hong Kong writes them (OpenCC)."""
    converted: str = _converter().convert(text)
    for wrong, right in MENDED:
        converted = converted.replace(wrong, right)
    return converted
