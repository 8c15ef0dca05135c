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


def words(text: str) -> tuple[str, ...]:
    """Gives the words of ``text`` in order, white space left out."""
    stretches = jieba.re_han_default.split(text)
    return tuple(word for stretch in stretches if stretch for word in _words(stretch))


@lru_cache(maxsize=65536)
def _words(stretch: str) -> tuple[str, ...]:
    """The words of a stretch without punctuation, which jieba cuts by itself in any text.

    So a clause is cut once, whatever of the sentence it is looked at with.
    """
    return tuple(word for word in tokenizer().cut(stretch) if not word.isspace())


def is_word(text: str) -> bool:
    """Whether the dictionary knows this as a word."""
    return bool(tokenizer().FREQ.get(text))


def forget_words() -> None:
    """Drops remembered segmentations, after words were added."""
    _words.cache_clear()
