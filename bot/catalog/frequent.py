"""A question that was asked before: the one of a service's frequent questions it is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.catalog.handling import Faq
from bot.catalog.model import Catalog, Service
from bot.catalog.overlay import Weigh, unit
from bot.text.lexicon import Lexicon
from bot.text.segment import words

ALIKE = 0.4
"""Cosine from which a frequent question is the one that was asked. Of nineteen follow-ups tried,
eight that a question of the service answers have 0.46 to 0.89; the others, which ask something of
their own or the same in other words, at most 0.36."""

COMMON = 6
"""A word in so many frequent questions of the catalogue tells none of them apart."""


class FrequentQuestions:
    """The frequent questions of services, looked at as the linker looks at sentences."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon, weigh: Weigh) -> None:
        self._lexicon = lexicon
        self._weigh = weigh
        self._known: dict[str, tuple[tuple[Faq, Mapping[str, float]], ...]] = {}
        self._spread = Counter(
            word
            for service in catalog.services.values()
            for faq in service.faq
            for word in set(words(lexicon.plain(faq.q)))
        )

    def nearest(self, service: Service, text: str) -> Faq | None:
        """The frequent question a text asks; None where it asks something of its own.

        「开美容院要办卫生许可吗」 is much like the question about a restaurant, and another one:
        what tells a question apart has to be said, and what was said to stand in it.
        """
        if not service.faq:
            return None
        said = self._seen(text)
        best, faq = max(
            ((_cosine(said, theirs), faq) for faq, theirs in self._of(service)),
            key=lambda pair: pair[0],
        )
        if best < ALIKE or self._telling(faq.q, text, service):
            return None
        return None if self._telling(text, faq.q, service) else faq

    def _telling(self, text: str, other: str, service: Service) -> list[str]:
        """Words that tell a text apart, other than the service's own, that the other lacks."""
        own = self._lexicon.plain("".join((service.name, *service.everyday_names)))
        plain, against = self._lexicon.plain(text), self._lexicon.plain(other)
        return [
            word
            for word in set(words(plain))
            if len(word) > 1
            and self._spread[word] < COMMON
            and word not in own
            and not set(word) <= set(against)
        ]

    def _of(self, service: Service) -> tuple[tuple[Faq, Mapping[str, float]], ...]:
        if service.id not in self._known:
            self._known[service.id] = tuple((faq, self._seen(faq.q)) for faq in service.faq)
        return self._known[service.id]

    def _seen(self, text: str) -> Mapping[str, float]:
        return unit(self._weigh(self._lexicon.features(self._lexicon.plain(text))))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())
