"""What a classifier sees of a text: words, characters, and how it sounds.

Pairs of words, runs of three characters and of three syllables were left out: half of all
features, and as many development questions found without them.
"""

from __future__ import annotations

from bot.text.pinyin import is_pinyin, sounds
from bot.text.segment import words

LONGEST_GRAM = 2
LONGEST_SOUND = 2


def features(text: str) -> list[str]:
    """Features of a normalised text: jieba words, characters and pairs of them."""
    parts = [word for word in words(text) if not _is_punctuation(word)]
    found = [f"w:{word}" for word in parts]
    for run in _runs(text):
        for size in range(1, LONGEST_GRAM + 1):
            found += [f"c:{run[i : i + size]}" for i in range(len(run) - size + 1)]
    return found


def sound_features(text: str) -> list[str]:
    """Syllables and pairs of them: a word and the wrong characters of its sound share them."""
    found: list[str] = []
    for run in sounds(text):
        for size in range(1, LONGEST_SOUND + 1):
            found += [f"y:{' '.join(run[i : i + size])}" for i in range(len(run) - size + 1)]
    return found


def all_features(text: str) -> list[str]:
    """What is written and how it sounds."""
    return features(text) + sound_features(text)


def _is_punctuation(word: str) -> bool:
    return not any(char.isalnum() for char in word)


def _runs(text: str) -> list[str]:
    """The stretches between punctuation and spaces; pinyin is known by its sound alone.

    Its letters would remind of any other Latin word: 「huzhao dao qi huan」 of "human".
    """
    stretches = "".join(char if char.isalnum() else " " for char in text).split()
    return [one for one in stretches if not (one.isascii() and one.isalpha() and is_pinyin(one))]
