"""Words that mean the same, brought to one concept: 「不见了」 and 「遗失」 are both a loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = "concepts.yml"


@dataclass(frozen=True)
class Concepts:
    """A word list ready for use."""

    words: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def read(cls, folder: Path) -> Concepts:
        """Reads the list of a folder; without one nothing is found."""
        return _read(str(folder))

    def find(self, text: str) -> tuple[str, ...]:
        """The concepts named in a normalised text, each once, in order."""
        return tuple(dict.fromkeys(self.words[word] for word in self.pattern.findall(text)))

    def features(self, text: str) -> Iterable[str]:
        """One feature a concept and one a pair of concepts."""
        found = sorted(self.find(text))
        yield from (f"k:{concept}" for concept in found)
        for place, one in enumerate(found):
            yield from (f"k:{one}|{other}" for other in found[place + 1 :])


@lru_cache(maxsize=4)
def _read(folder: str) -> Concepts:
    path = Path(folder) / FILE
    groups = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    words = {str(word): str(name) for name, says in groups.items() for word in says}
    longest_first = sorted(words, key=len, reverse=True)
    return Concepts(words, re.compile("|".join(map(re.escape, longest_first)) or r"(?!)"))
