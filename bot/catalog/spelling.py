"""How names are spelt for the search: plain, as pinyin, and as initials; thousands at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bot.text.normalise import MAX_LENGTH, normalise
from bot.text.pinyin import full
from bot.text.pinyin import split as split_pinyin
from bot.text.segment import words

POLYPHONES = frozenset("行长重乐还朝调藏传参省曾单盛校会都便降处给佛番")
"""Characters of which more than one reading is common in names of services."""

LATIN = re.compile(r"[a-z]+")
_PIECE = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")
_NO_LETTER = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_SEPARATOR = "|"


def plain(text: str) -> str:
    """A text normalised, with nothing but letters, digits and Chinese characters."""
    return _NO_LETTER.sub("", normalise(text))


def plain_all(texts: Sequence[str]) -> list[str]:
    """The same for many texts; equal ones share one result, unchanged ones are their own."""
    found: dict[str, str] = {}
    for batch in _batches(dict.fromkeys(texts)):
        parts = normalise(_SEPARATOR.join(batch)).split(_SEPARATOR)
        spelt = [_NO_LETTER.sub("", part) for part in parts]
        if len(spelt) != len(batch):
            spelt = [plain(text) for text in batch]
        found.update((text, text if text == new else new) for text, new in zip(batch, spelt))
    return [found[text] for text in texts]


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts that are short enough together to be normalised at once."""
    batch: list[str] = []
    length = 0
    for text in texts:
        length += len(text) + 1
        if length >= MAX_LENGTH and batch:
            yield batch
            batch, length = [], len(text) + 1
        batch.append(text)
    if batch:
        yield batch


def reads_by_character(spelt: str) -> bool:
    """Whether every character is read by itself, which costs a twentieth of cutting words.

    Only where one of several common readings stands, or Latin letters do, the word decides.
    """
    return POLYPHONES.isdisjoint(spelt) and not LATIN.search(spelt)


def spoken(spelt: str) -> tuple[str, ...]:
    """The syllables of a plain text as one types them; pinyin in it is split."""
    if reads_by_character(spelt):
        return tuple(map(syllable, spelt))
    found: list[str] = []
    for word in words(spelt):
        found += (split_pinyin(word) or (word,)) if LATIN.fullmatch(word) else full(word)
    return tuple(found)


@lru_cache(maxsize=32768)
def syllable(character: str) -> str:
    """One character by its most common reading."""
    return "".join(full(character))


def initials_of(syllables: Iterable[str]) -> str:
    """First letters: ju zhu zheng → jzz."""
    return "".join(sound[0] for sound in syllables if sound)


def typed_initials(said: str) -> str:
    """A query as initials: letters as they stand, Chinese characters by their first letter."""
    return "".join(
        part if part.isascii() else initials_of(full(part)) for part in _PIECE.findall(said)
    )


class _Readings(dict[int, str]):
    """Code point → its syllable or the beginning of it, for `str.translate`."""

    def __init__(self, *, letters: int | None) -> None:
        super().__init__({ord("\n"): "\n"})
        self._letters = letters

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, syllable(chr(code))[: self._letters])


_SYLLABLES = _Readings(letters=None)
_FIRST = _Readings(letters=1)


def as_pinyin(spelt: Sequence[str]) -> tuple[list[str], list[str]]:
    """Many plain texts as run-together pinyin, and as initials."""
    if not spelt:
        return [], []
    joined = "\n".join(spelt)
    sounds = joined.translate(_SYLLABLES).split("\n")
    firsts = joined.translate(_FIRST).split("\n")
    for place, text in enumerate(spelt):
        if not reads_by_character(text):
            syllables = spoken(text)
            sounds[place], firsts[place] = "".join(syllables), initials_of(syllables)
    return sounds, firsts
