"""Pinyin of Chinese text: full syllables, initials, and the sounds a text is made of."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from bot.text.segment import words

_LATIN = re.compile(r"[a-z]+")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[^\u3400-\u9fffa-z\s]+")
LONGEST_INITIALS = 6
"""Latin letters that are no pinyin and no longer than this are taken for initials (jzz)."""
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|"
    r"ai|ei|ui|ao|ou|iu|ie|ve|ue|er|an|en|in|un|vn|ia|ua|uo|a|o|e|i|u|v)"
)
# Nasals may swallow the initial of the next syllable; trying the shorter split second is enough.


@lru_cache(maxsize=65536)
def full(text: str) -> tuple[str, ...]:
    """Gives one toneless syllable a Chinese character; other text stays as it is."""
    return tuple(lazy_pinyin(text, style=Style.NORMAL))


@lru_cache(maxsize=65536)
def initials(text: str) -> str:
    """Gives the first letter of every character's pinyin: 居住证 → jzz."""
    return "".join(s[0] for s in full(text) if s and s[0].isalnum())


def is_pinyin(text: str) -> bool:
    """True where Latin letters of ``text`` read as pinyin syllables."""
    letters = "".join(_LATIN.findall(text))
    return bool(letters) and bool(split(letters))


@lru_cache(maxsize=8192)
def split(letters: str) -> tuple[str, ...]:
    """Splits run-together pinyin into syllables; empty when that is not possible."""
    best: list[tuple[str, ...] | None] = [None] * (len(letters) + 1)
    best[len(letters)] = ()
    for start in range(len(letters) - 1, -1, -1):
        for end in range(min(len(letters), start + 6), start, -1):
            rest = best[end]
            if rest is None or not _SYLLABLE.fullmatch(letters[start:end]):
                continue
            candidate = (letters[start:end], *rest)
            if best[start] is None or len(candidate) < len(best[start] or ()):
                best[start] = candidate
    return best[0] or ()


def sounds(text: str) -> tuple[tuple[str, ...], ...]:
    """The stretches of a normalised text as folded syllables: Chinese, pinyin and initials alike."""
    found: list[tuple[str, ...]] = []
    run: list[str] = []
    for piece in _PIECE.findall(text):
        if piece[0].isalpha():
            run += _syllables(piece)
        elif run:
            found.append(tuple(run))
            run = []
    return (*found, tuple(run)) if run else tuple(found)


def _syllables(piece: str) -> tuple[str, ...]:
    if not piece[0].isascii():
        return tuple(sound for word in words(piece) for sound in _of_word(word))
    latin = split(piece) or (tuple(piece) if len(piece) <= LONGEST_INITIALS else (piece,))
    return tuple(map(fold, latin))


@lru_cache(maxsize=65536)
def _of_word(word: str) -> tuple[str, ...]:
    return tuple(map(fold, full(word)))


@lru_cache(maxsize=4096)
def fold(syllable: str) -> str:
    """One spelling for sounds that southern speakers do not tell apart: zh/z, ng/n, n/l."""
    flat = re.sub(r"^([zcs])h", r"\1", syllable)
    flat = re.sub(r"([aei]n)g$", r"\1", flat)
    return re.sub(r"^n(?=[aeiouv])", "l", flat)
