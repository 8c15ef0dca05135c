"""Other ways of writing made plain: English, pinyin, Cantonese, fillers, districts, identifiers.

The word lists are data (`data/entities`); training phrases and messages go through the same
rewording, so that what is learnt is what is met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.text.spelled import Spelling

LISTS = ("cantonese.yml", "english.yml", "fillers.yml")
DISTRICTS = "districts.yml"
A_DISTRICT = "某区"
"""Stands for every district and street: no service belongs to one."""

ORDINARY_WORDS = frozenset("光明 招商 凤凰 新安 东湖 南湖 莲花 桃源 新桥 石井".split())
"""Streets whose bare names are ordinary words or places elsewhere."""

_IDENTIFIER = re.compile(
    r"(?:身份证|证件|手机|电话|联系|统一社会信用|信用)?(?:号码|代码|号)?(?:是|为|[:：])?\s*"
    r"(?:[0-9a-z]{0,3}\d[0-9a-z*]{7,}|1[3-9][\d* -]{9,12})|\[[^\]]{1,8}\]"
)
_NAME = re.compile(r"(?:我叫|本人姓名|名字叫|姓名[:：])[\u4e00-\u9fff]{2,3}(?=[,，。;；、]|$)")
_CONTRAST = re.compile(
    r"(?:不是|并非|不要|不用|不办|不想|非)(?P<not>[^,，。;；!！?？]{1,16})[,，;；]\s*"
    r"(?:而是|就是|只是|我是|是|我要|要|我想|想)(?P<but>[^。!！?？]{2,})"
)
_SPACE = re.compile(r"\s{2,}")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True)
class Rewording:
    """Word lists ready for use."""

    chinese: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    @classmethod
    def read(cls, folder: Path) -> Rewording:
        """Reads the lists of a folder; a list that is not there changes nothing."""
        return _read(str(folder))

    def apply(self, text: str) -> str:
        """Gives a normalised text in plain words."""
        said = _NAME.sub(" ", _IDENTIFIER.sub(" ", text))
        if self.english and _LATIN.search(said):
            # Phones write ’ for the apostrophe that the list has.
            said = self._english_words.sub(lambda m: self.english[m[0]], said.replace("’", "'"))
            said = self.spelling.in_chinese(said)
        if self.chinese:
            said = self._chinese_words.sub(lambda m: self.chinese[m[0]], said)
        # A greeting is all filler, and still a greeting.
        return _SPACE.sub(" ", said).strip() or text

    @cached_property
    def _chinese_words(self) -> re.Pattern[str]:
        return re.compile(_any_of(self.chinese))

    @cached_property
    def _english_words(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![a-z])(?:{_any_of(self.english)})(?![a-z])")


def without_denied(text: str) -> str:
    """Drops what is denied: 「不是换证，是补证」 → 「补证」 (with what stands around it)."""
    return _CONTRAST.sub(lambda match: match["but"], text)


@lru_cache(maxsize=8)
def _read(folder: str) -> Rewording:
    cantonese, english, fillers = (_load(Path(folder) / name) for name in LISTS)
    chinese = {str(k): str(v) for k, v in (cantonese or {}).items()}
    latin = {str(k): str(v) for k, v in (english or {}).items()}
    for word in map(str, fillers or ()):
        # 「hi」 is a word of its own; shi is none of it.
        (latin if word.isascii() else chinese)[word] = ""
    chinese.update(dict.fromkeys(places(Path(folder)), A_DISTRICT))
    return Rewording(chinese, latin, Spelling.read(Path(folder)))


def places(folder: Path) -> Iterator[str]:
    """Names of districts and streets, those that are ordinary words left out."""
    for district in _load(folder / DISTRICTS) or ():
        yield from (district["name"], *district["say"])
        for street in district["streets"]:
            yield f"{street}街道"
            if street not in ORDINARY_WORDS and len(street) > 1:
                yield street


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else None


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
