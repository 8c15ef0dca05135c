"""Words accepted since the last fit: they act at once, without retraining."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from bot.catalog.edit import with_words
from bot.catalog.model import Catalog
from bot.text.lexicon import Lexicon

Field = Literal["everyday_names", "sample_questions"]
Weigh = Callable[[Iterable[str]], Mapping[str, float]]

SHORTEST_NAME = 2
"""A shorter everyday name says nothing by being there."""


@dataclass(frozen=True)
class Word:
    """Something people say for a service; ``folded`` names the version that has it by itself."""

    id: str
    service: str
    field: Field
    text: str
    by: str
    at: str
    folded: str = ""

    def stands_in(self, catalog: Catalog) -> bool:
        """True where the catalogue has it already."""
        service = catalog.services.get(self.service)
        return service is not None and self.text in getattr(service, self.field)


def acting(words: Iterable[Word], catalog: Catalog) -> tuple[Word, ...]:
    """The words that have to be added to a catalogue, because it does not have them yet."""
    return tuple(
        word
        for word in words
        if not word.folded and word.service in catalog.services and not word.stands_in(catalog)
    )


def with_taught(catalog: Catalog, words: Iterable[Word]) -> Catalog:
    """A copy of the catalogue that has these words."""
    for word in acting(words, catalog):
        catalog = with_words(catalog, word.service, word.field, word.text)
    return catalog


class Overlay:
    """A small index of accepted words, searched by likeness of their features."""

    def __init__(self, words: Sequence[Word], *, lexicon: Lexicon, weigh: Weigh) -> None:
        self._weigh = weigh
        self._entries: list[tuple[str, Mapping[str, float]]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._names: list[tuple[str, str]] = []
        for word in words:
            said = lexicon.plain(word.text)
            if word.field == "everyday_names" and len(said) >= SHORTEST_NAME:
                self._names.append((word.service, said))
            self._add(word.service, lexicon.features(said))

    def _add(self, service: str, features: Iterable[str]) -> None:
        weights = unit(self._weigh(features))
        for feature in weights:
            self._postings[feature].append(len(self._entries))
        self._entries.append((service, weights))

    def likeness(self, said: str, features: Iterable[str]) -> dict[str, float]:
        """Service → how like its likest word a plain text is, from 0 to 1; 1 where it names it."""
        if not self._entries:
            return {}
        weights = unit(self._weigh(features))
        cosines: Counter[int] = Counter()
        for feature, weight in weights.items():
            for index in self._postings.get(feature, ()):
                cosines[index] += weight * self._entries[index][1][feature]  # type: ignore[assignment]
        best = {service: 1.0 for service, name in self._names if name in said}
        for index, cosine in cosines.items():
            service = self._entries[index][0]
            best[service] = max(best.get(service, 0.0), float(cosine))
        return best


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights as a vector of length one."""
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}
