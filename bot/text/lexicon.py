"""The word lists of `data/entities` that understanding rests on, read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from bot.text.concepts import Concepts
from bot.text.features import all_features
from bot.text.normalise import normalise
from bot.text.rewording import Rewording
from bot.text.spelled import Spelling

FRAMES = "frames.yml"

TURNS_REMEMBERED = 16


@dataclass(frozen=True, eq=False)
class Lexicon:
    """How sentences are made plain and what is seen of them.

    Both are remembered for the turn under way, in which several components ask for them.
    """

    rewording: Rewording
    concepts: Concepts
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Lexicon:
        """Reads the lists of a folder; a list that is not there changes nothing."""
        return _read(str(folder))

    def reading(self, spelling: Spelling) -> Lexicon:
        """The same lists, pinyin being read by other words."""
        return replace(self, rewording=replace(self.rewording, spelling=spelling))

    def plain(self, text: str) -> str:
        """The text normalised and in plain words, as it is learnt from and compared."""
        return _plain(self, text)

    def features(self, text: str) -> tuple[str, ...]:
        """What is seen of a plain text: its words and characters, its sound, its concepts."""
        return _features(self, text)

    @staticmethod
    def forget_features() -> None:
        """Drops remembered features, after words were added to the segmenter."""
        _features.cache_clear()


@lru_cache(maxsize=TURNS_REMEMBERED)
def _plain(lexicon: Lexicon, text: str) -> str:
    return lexicon.rewording.apply(normalise(text))


@lru_cache(maxsize=TURNS_REMEMBERED)
def _features(lexicon: Lexicon, text: str) -> tuple[str, ...]:
    return (*all_features(text), *lexicon.concepts.features(text))


@lru_cache(maxsize=4)
def _read(folder: str) -> Lexicon:
    place = Path(folder)
    path = place / FRAMES
    frames = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    return Lexicon(
        Rewording.read(place),
        Concepts.read(place),
        tuple(frames.get("before", ())),
        tuple(frames.get("after", ())),
    )
