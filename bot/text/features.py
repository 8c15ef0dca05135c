"""What a classifier sees of a text: its words, word pairs and character n-grams."""

from __future__ import annotations

from bot.text.segment import words

LONGEST_GRAM = 3


def features(text: str) -> list[str]:
    """Features of a normalised text: jieba words, neighbouring pairs, character 1–3-grams."""
    parts = [word for word in words(text) if not _is_punctuation(word)]
    found = [f"w:{word}" for word in parts]
    found += [f"p:{one}|{two}" for one, two in zip(parts, parts[1:])]
    for run in _runs(text):
        for size in range(1, LONGEST_GRAM + 1):
            found += [f"c:{run[i:i + size]}" for i in range(len(run) - size + 1)]
    return found


def _is_punctuation(word: str) -> bool:
    return not any(char.isalnum() for char in word)


def _runs(text: str) -> list[str]:
    """The stretches between punctuation and spaces."""
    return "".join(char if char.isalnum() else " " for char in text).split()
