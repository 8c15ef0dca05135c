"""What a bare name says: 「护照」 is several services, 「我想办居住证」 the one called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalog.model import Catalog, Service
from bot.text.lexicon import Lexicon

NEXT_SHARE = 0.75
"""How one score is shared among several: each gets this part of the one before."""

LONGEST_SHARED = 5
"""Longer names say enough to be told apart."""

MOST_HOLDERS = 5
_AROUND = re.compile(
    r"^(?:我(?:想|要)?|想|要|怎么)?(?:办理|办个|办张|办本|办|弄)?|(?:的事情?|业务|怎么办|怎么弄|办理|办)?[?？。!！]*$"
)
_WANTED = re.compile(r"想办|要办|办理|申请|申领|办个|办张|^办")


class BareNames:
    """The names of all services of a catalogue, in plain words."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon) -> None:
        self._names = {
            service.id: f"{lexicon.plain(service.name)}|{lexicon.plain(service.short_name)}"
            for service in catalog.services.values()
        }
        self._own_names = {
            service.id: tuple({lexicon.plain(n) for n in _names(service) if len(n) >= 2})
            for service in catalog.services.values()
        }
        self._owners = Counter(
            lexicon.plain(name)
            for service in catalog.services.values()
            for name in set(service.everyday_names)
        )

    @staticmethod
    def may_be(said: str) -> bool:
        """Whether a text is short enough to be nothing but a name."""
        return len(_AROUND.sub("", said)) <= LONGEST_SHARED

    def longest(self, said: str, ranked: Sequence[tuple[str, float]]) -> int:
        """Length of the longest name of these services that stands in the text."""
        names = (name for service, _ in ranked for name in self._own_names[service])
        return max((len(name) for name in names if name in said), default=0)

    def shared_out(self, said: str, services: dict[str, float]) -> dict[str, float]:
        """A bare name that several services carry means each of them: 「护照」, 「社保卡」.

        Wanting to have it made (「我想办居住证」) means the one service that owns the name.
        """
        name = _AROUND.sub("", said)
        if not 1 < len(name) <= LONGEST_SHARED:
            return services
        if _WANTED.search(said) and self._owners.get(name, 0) == 1:
            return services
        holders = [s for s, names in self._names.items() if name in names and s in services]
        if len(holders) < 2:
            return services
        least = sorted((services[s] for s in holders), reverse=True)[:MOST_HOLDERS][-1]
        holders = [s for s in holders if services[s] >= least][:MOST_HOLDERS]
        # The service that is called just so comes first.
        ordered = sorted(holders, key=lambda s: (name not in self._own_names[s], -services[s]))
        meant = dict(zip(ordered, (shares(len(holders)) * 0.9).tolist()))
        return {s: meant.get(s, score * 0.01) for s, score in services.items()}


def shares(count: int) -> NDArray[np.float64]:
    """Falling shares of so many; they sum to one."""
    parts = NEXT_SHARE ** np.arange(count)
    return np.asarray(parts / parts.sum())


def _names(service: Service) -> tuple[str, ...]:
    return (service.name, service.short_name, *service.everyday_names)
