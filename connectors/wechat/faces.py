"""Faces: a message of nothing but WeChat's own smileys, which arrive as text, or of emoji."""

from __future__ import annotations

import re
import unicodedata

from connectors.wechat import words

FACE = "🙂"
"""What the assistant is told: letters of a code must not be taken for words."""

_CODE = re.compile(r"\[(?P<name>[^\[\]]{1,6})\]|/:(?:(?!/:)[!-~]){1,7}")
_OF_EMOJI = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Zs"})
"""Unicode categories: symbols, skin colours, joiners and spaces."""


def only_faces(text: str) -> bool:
    """True for 「[微笑]」「/::)」「😀👍」; 「[OK]」 and what else may be meant as words is none."""
    names = [match["name"] for match in _CODE.finditer(text)]
    if any(name and name not in words.FACES for name in names):
        return False
    rest = _CODE.sub("", text)
    kinds = {unicodedata.category(char) for char in rest}
    return kinds <= _OF_EMOJI and bool(names or "So" in kinds)
