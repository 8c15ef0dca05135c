"""Words typed with the wrong characters of the right sound: 「证名」 for 「证明」."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.text.pinyin import fold, full
from bot.text.segment import is_word

FILE = "homophones.yml"
TURNS_REMEMBERED = 8


@dataclass(frozen=True, eq=False)
class Homophones:
    """The words by their sound, longest first."""

    by_sound: Mapping[tuple[str, ...], str]
    lengths: tuple[int, ...]
    begins: frozenset[str]

    @classmethod
    def read(cls, folder: Path) -> Homophones:
        """Reads the list of a folder; without one nothing is mended."""
        return _read(folder / FILE)

    def mend(self, text: str) -> str:
        """The text with the listed words in their right characters.

        What is a word of its own, or already right, is left: 「刻意」 is not 「可以」. Remembered
        for the turn under way, in which aspects and acts are both looked for.
        """
        return _mended(self, text)

    def word_at(self, text: str, sounds: tuple[str, ...], place: int) -> str:
        """What stands for the characters at a place; the character itself where it is no word."""
        for size in self.lengths:
            said = text[place : place + size]
            word = self.by_sound.get(sounds[place : place + size])
            if word == said or (word is not None and not is_word(said)):
                return word
        return text[place]


@lru_cache(maxsize=TURNS_REMEMBERED)
def _mended(homophones: Homophones, text: str) -> str:
    sounds = _sounds(text)
    place = 0
    while place < len(text):
        if sounds[place] not in homophones.begins:
            place += 1
            continue
        word = homophones.word_at(text, sounds, place)
        text = text[:place] + word + text[place + len(word) :]
        place += len(word)
    return text


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(map(_sound, text))


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return fold(full(char)[0])


@lru_cache(maxsize=4)
def _read(path: Path) -> Homophones:
    words = yaml.safe_load(path.read_text("utf-8")) if path.exists() else ()
    by_sound = {_sounds(word): word for word in words}
    lengths = sorted({len(word) for word in words}, reverse=True)
    return Homophones(by_sound, tuple(lengths), frozenset(sounds[0] for sounds in by_sound))
