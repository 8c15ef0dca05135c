"""Chinese word segmentation; the only user of jieba."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache

import jieba

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=1)
def tokenizer() -> jieba.Tokenizer:
    """The one segmenter, its dictionary loaded (about a second, once)."""
    made = jieba.Tokenizer()
    made.initialize()
    return made


def add_words(words: Iterable[str]) -> None:
    """Makes the segmenter keep these words whole."""
    for word in words:
        if len(word) > 1:
            tokenizer().add_word(word)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Gives the words of ``text`` in order, white space left out."""
    return tuple(word for word in tokenizer().cut(text) if not word.isspace())


def is_word(text: str) -> bool:
    """Whether the dictionary knows this as a word."""
    return bool(tokenizer().FREQ.get(text))


def forget_words() -> None:
    """Drops remembered segmentations, after words were added."""
    words.cache_clear()
