"""Names and phrases accepted since the last fit: they act at once, without retraining."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt

Weigh = Callable[[Iterable[str]], Mapping[str, float]]


class Overlay:
    """A small index of accepted phrases, searched by likeness of their features."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, weigh: Weigh) -> None:
        self.phrases = {service: tuple(texts) for service, texts in phrases.items()}
        self._weigh = weigh
        self._entries: list[tuple[str, Mapping[str, float]]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)

    def add(self, service: str, features: Iterable[str]) -> None:
        """Indexes one phrase by its features."""
        weights = _unit(self._weigh(features))
        for feature in weights:
            self._postings[feature].append(len(self._entries))
        self._entries.append((service, weights))

    def likeness(self, features: Iterable[str]) -> dict[str, float]:
        """Service → cosine of the likest phrase, between 0 and 1."""
        if not self._entries:
            return {}
        said = _unit(self._weigh(features))
        cosines: Counter[int] = Counter()
        for feature, weight in said.items():
            for index in self._postings.get(feature, ()):
                cosines[index] += weight * self._entries[index][1][feature]  # type: ignore[assignment]
        best: dict[str, float] = {}
        for index, cosine in cosines.items():
            service = self._entries[index][0]
            best[service] = max(best.get(service, 0.0), float(cosine))
        return best


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}
