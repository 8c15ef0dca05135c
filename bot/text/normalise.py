"""One spelling for everything that means the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

MAX_LENGTH = 2000
"""The gateway takes no longer messages. What becomes longer by being masked or unfolded (NFKC) is
cut before understanding."""

SHORT = 64
"""Texts up to this length are remembered: phrases of the catalogue come again every turn."""

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]"
)
_SPACES = re.compile(r"\s+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_LABEL = r"\[(?:(?:身份证|手机|银行卡|永居证|证件|车牌)号|电话|邮箱|姓名|号码|详细地址|统一社会信用代码)\]"
_MASKED = re.compile(rf"(?:号|号码|编号)(?:是|为|就是)?[:： ]?{_LABEL}[,，]?|{_LABEL}")
"""What bot/privacy/masking.py leaves in place of an identifier: it means nothing, nor does the
「号是」 before it: 「我的身份证号是[…]，到期了」 says that the card has run out."""

_HAS_WORD = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """Gives ``text`` without control and zero-width characters and with single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_lines(text: str) -> str:
    """The same line by line: what somebody wrote in lines stays in lines."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def normalise(text: str) -> str:
    """Gives simplified, half-width, lower-case text; spaces between Chinese characters go.

    NFKC for width (UAX #15), OpenCC for traditional characters.
    """
    return _remembered(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", clean(text[: MAX_LENGTH * 2]))[:MAX_LENGTH]
    simplified = _converter().convert(folded).lower()
    said = _MASKED.sub("", simplified)
    kept = said if has_words(said) else simplified
    return _BETWEEN_CHINESE.sub("", _SPACES.sub(" ", kept)).strip()


_remembered = lru_cache(maxsize=32768)(_folded)


def has_words(text: str) -> bool:
    """False for messages of emoji, punctuation or white space only."""
    return bool(_HAS_WORD.search(text))
