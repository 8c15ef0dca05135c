"""A question that was asked before: the one of a service's frequent questions it is like."""

from __future__ import annotations

from collections.abc import Mapping

from bot.catalog.handling import Faq
from bot.catalog.model import Service
from bot.catalog.overlay import Weigh, unit
from bot.text.lexicon import Lexicon

ALIKE = 0.4
"""Cosine from which a frequent question is the one that was asked. Of nineteen follow-ups tried,
those that a question of the service answers have 0.36 to 0.89, all others at most 0.32."""


class FrequentQuestions:
    """The frequent questions of services, looked at as the linker looks at sentences."""

    def __init__(self, lexicon: Lexicon, weigh: Weigh) -> None:
        self._lexicon = lexicon
        self._weigh = weigh
        self._known: dict[str, tuple[tuple[Faq, Mapping[str, float]], ...]] = {}

    def nearest(self, service: Service, text: str) -> Faq | None:
        """The frequent question a text asks; None where it asks something of its own."""
        if not service.faq:
            return None
        said = self._seen(text)
        scored = [(_cosine(said, theirs), faq) for faq, theirs in self._of(service)]
        best, faq = max(scored, key=lambda pair: pair[0])
        return faq if best >= ALIKE else None

    def _of(self, service: Service) -> tuple[tuple[Faq, Mapping[str, float]], ...]:
        if service.id not in self._known:
            self._known[service.id] = tuple((faq, self._seen(faq.q)) for faq in service.faq)
        return self._known[service.id]

    def _seen(self, text: str) -> Mapping[str, float]:
        return unit(self._weigh(self._lexicon.features(self._lexicon.plain(text))))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())
