"""Services that nobody wrote sentences for are understood by their names alone.

An import brings thousands of them. Learnt as classes they would make the model twenty times
as large and drown the services people ask for; by name they are found at once and need no fit.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.catalog.model import Service
from bot.catalog.search import SearchIndex
from bot.text.normalise import normalise

LOOKED_AT = 5
SHORTEST_NAME = 5
"""Shorter names are everyday words, which say little by themselves."""

COVERED = 0.7
"""Less of a name than this in the sentence, and it is not meant."""

SUREST = 0.95


def has_sentences(service: Service) -> bool:
    """Whether there is anything to learn the service from."""
    return bool(service.phrases or service.sample_questions)


class NamedServices:
    """Scores services that were not learnt by how much of a name was said."""

    def __init__(self, services: Mapping[str, Service], search: SearchIndex) -> None:
        self._services = services
        self._search = search

    def blended(
        self, said: str, learned: Mapping[str, float], *, taught: Mapping[str, float]
    ) -> dict[str, float]:
        """The learnt scores with those of named services beside them.

        A service the model is sure of leaves little to them: the same name may be imported.
        ``taught`` are scores by words accepted since, which somebody has decided on.
        """
        named = self._named(said)
        share = max(named.values(), default=0.0) * (1 - max(learned.values(), default=0.0))
        share = max(share, *taught.values()) if taught else share
        named |= {s: max(score, named.get(s, 0.0)) for s, score in taught.items()}
        if not named:
            return dict(learned)
        whole = sum(named.values())
        scores = {service: score * (1 - share) for service, score in learned.items()}
        return {**scores, **{s: share * score / whole for s, score in named.items()}}

    def _named(self, said: str) -> dict[str, float]:
        if not self._services:
            return {}
        found = {}
        for hit in self._search.find(said, limit=LOOKED_AT):
            service = self._services.get(hit.service)
            covered = _covered(said, service) if service is not None else 0.0
            if covered >= COVERED:
                found[hit.service] = SUREST * covered**2
        return found


def _covered(said: str, service: Service) -> float:
    """The longest unbroken part of a name that was said, as a share of the name."""
    names = map(normalise, (service.name, *service.everyday_names))
    return max(
        (_longest_run(name, said) / len(name) for name in names if len(name) >= SHORTEST_NAME),
        default=0.0,
    )


def _longest_run(name: str, said: str) -> int:
    longest, start = 0, 0
    for end in range(1, len(name) + 1):
        while start < end and name[start:end] not in said:
            start += 1
        longest = max(longest, end - start)
    return longest
