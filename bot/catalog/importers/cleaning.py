"""Cleans texts of exported catalogues: HTML, control characters, words for "none"."""

from __future__ import annotations

import html
import re

NONE_WORDS = frozenset(
    {"", "无", "无。", "/", "-", "—", "--", "null", "NULL", "None", "暂无", "不涉及", "没有"}
)
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\s*/?>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")
_LINES = re.compile(r"[ \t\u3000]*\n\s*")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_MOST_UNESCAPED = 3
"""Exports encode entities up to twice (standards.md); once more costs nothing."""


def clean(value: object) -> str:
    """Plain text: entities decoded, tags and control characters gone, lines trimmed."""
    text = "" if value is None else str(value)
    for _ in range(_MOST_UNESCAPED):
        decoded = html.unescape(text)
        if decoded == text:
            break
        text = decoded
    text = _TAGS.sub("", _BREAKS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _SPACES.sub(" ", _CONTROL.sub("", text))
    text = _LINES.sub("\n", text).strip()
    return "" if text in NONE_WORDS else text


def pieces(value: object, *, longest: int = 30) -> tuple[str, ...]:
    """A list written as one text, each piece once; long pieces are sentences and left out."""
    found = (piece.strip() for piece in re.split(r"[,，、;；/|\n]", clean(value)))
    return tuple(dict.fromkeys(p for p in found if p not in NONE_WORDS and len(p) <= longest))
