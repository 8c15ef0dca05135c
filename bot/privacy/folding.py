"""Disguised numbers as plain ones: every plain character stands for a piece of what was written.

Full width, circles and other scripts, Chinese and banker's digits, pinyin and English words,
letters that look like digits: all become digits. Whatever stands between two digits of a
number, signs or words like 「空格」「后面是」, becomes one hyphen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

Change = tuple[int, int, str]
"""From where, to where, and what stands there instead."""

CHINESE_DIGITS = "零一二三四五六七八九幺两壹贰貳叁參肆伍陆陸柒捌玖"
_CHINESE = str.maketrans(CHINESE_DIGITS, "012345678912122334566789")
_LOOKS = str.maketrans("oOlI", "0011")
_SPELT = {
    "liang": "2", "ling": "0", "yao": "1", "yi": "1", "er": "2", "san": "3", "seven": "7",
    "six": "6", "si": "4", "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9", "zero": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "eight": "8", "nine": "9",
}  # fmt: skip
_DASHES = frozenset("—–－‐‑‒―−·•・")
_LETTERS = {"Х": "X", "х": "x", "Χ": "X", "χ": "x", "〇": "零"}
"""Cyrillic and Greek letters that look like a check character; and the other zero."""

_DIGIT = f"[0-9{CHINESE_DIGITS}]"
_SIGN = r"[^0-9A-Za-z\u3400-\u9fff@%]"
_WORD = re.compile("|".join(_SPELT))
_SPOKEN = re.compile(rf"(?<![a-z])(?:(?:{_DIGIT}|{_WORD.pattern}){_SIGN}{{0,3}}){{7,}}")
_LIKE_DIGITS = re.compile(
    r"(?<=\d)[oOlI]{1,6}(?=\d)|(?<=\d{3})[oO]{1,4}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[lI](?=[3-9]\d)"
)
_RUN = re.compile(rf"{_DIGIT}(?:{_SIGN}{{0,3}}{_DIGIT}){{6,}}")
_BETWEEN = re.compile(
    rf"(?<={_DIGIT})(?:{_SIGN}{{0,4}}"
    "(?:空格|空|横杠|横线|短横|杠|减|点|逗号|逗|然后是?|后面是?|接着是?|再加?|加上?|"
    "(?:中间|最后|后|末)[二三四五六八]?位?数?是?)"
    rf"{_SIGN}{{0,4}}|{_SIGN}{{1,12}})(?={_DIGIT}|[Xx](?![0-9A-Za-z]))"
)
_BESIDE = re.compile(r"[^0-9A-Za-z]+")
_FOLDED = re.compile(r"[\x00-\x7f\u4e00-\u9fff]*")
"""What is folded already: a sentence without marks, most of all."""

_CROSS = re.compile(r"(?<=\d)叉")


@dataclass(frozen=True)
class Folded:
    """``plain`` to look at, and for each of its characters the piece of source it stands for."""

    plain: str
    source: tuple[str, ...]

    def rewritten(self, changes: Iterable[Change], *, masked: bool = False) -> Folded:
        """With stretches of ``plain`` replaced; their source stays unless they are ``masked``."""
        plain: list[str] = []
        source: list[str] = []
        last = 0
        for start, end, new in changes:
            plain += [self.plain[last:start], new]
            source += self.source[last:start]
            source += new if masked else _spread(self.source[start:end], len(new))
            last = end
        if not last:
            return self
        return Folded("".join((*plain, self.plain[last:])), (*source, *self.source[last:]))

    @property
    def text(self) -> str:
        """What is written, with what was masked."""
        return "".join(self.source)


def as_digits(row: str) -> str:
    """A row of plain or Chinese digits without what stands between them."""
    return _BESIDE.sub("", row.translate(_CHINESE))


def with_numbers(folded: Folded) -> Folded:
    """Numbers that are written in words, or taken apart, put together."""
    folded = folded.rewritten(_spelt(folded.plain))
    folded = _translated(folded, _LIKE_DIGITS, _LOOKS)
    folded = folded.rewritten((*m.span(), "-") for m in _BETWEEN.finditer(folded.plain))
    folded = _translated(folded, _RUN, _CHINESE)
    return folded.rewritten((*m.span(), "X") for m in _CROSS.finditer(folded.plain))


def characters(text: str) -> Folded:
    """Each character folded by itself; marks and invisible ones belong to the one before."""
    if _FOLDED.fullmatch(text):
        return Folded(text, tuple(text))
    plain: list[str] = []
    source: list[str] = []
    for char in text:
        if source and unicodedata.category(char) in ("Mn", "Me", "Cf"):
            source[-1] += char
            continue
        new = _fold(char)
        plain.append(new)
        source += _spread((char,), len(new))
    return Folded("".join(plain), tuple(source))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char.isascii() or "\u4e00" <= char <= "\u9fff":
        return char
    if char in _DASHES:
        return "-"
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    folded = unicodedata.normalize("NFKC", char)
    letter = unicodedata.normalize("NFKD", char)[0]
    return letter if letter.isascii() and letter.isalpha() else _LETTERS.get(char, folded or char)


def _spelt(plain: str) -> Iterator[Change]:
    """Digits written as words, in stretches long enough to be a number."""
    lower = plain.lower() if plain.isascii() or len(plain.lower()) == len(plain) else plain
    for run in _SPOKEN.finditer(lower):
        for word in _WORD.finditer(lower, run.start(), run.end()):
            yield (*word.span(), _SPELT[word.group()])


def _translated(folded: Folded, pattern: re.Pattern[str], table: dict[int, int]) -> Folded:
    return folded.rewritten(
        (*m.span(), m.group().translate(table)) for m in pattern.finditer(folded.plain)
    )


def _spread(pieces: tuple[str, ...], length: int) -> tuple[str, ...]:
    """The pieces over so many characters: one each, or all on the first."""
    return pieces if len(pieces) == length else ("".join(pieces), *[""] * (length - 1))
