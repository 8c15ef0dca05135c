"""Finding services by words: names, everyday names, keywords, sample questions, pinyin."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import log1p

from bot.catalog.model import Catalog, Service
from bot.text.normalise import normalise
from bot.text.pinyin import full, initials

WEIGHTS = {"name": 3.0, "everyday_name": 3.0, "keyword": 1.5, "theme": 1.0, "question": 0.7}
EXACT = 6.0


@dataclass(frozen=True)
class Hit:
    """One service found, how well, and why."""

    service: str
    score: float
    why: tuple[str, ...]


class SearchIndex:
    """Character-pair postings over all texts of a catalogue, weighted by field."""

    def __init__(self, catalog: Catalog) -> None:
        self._postings: dict[str, dict[str, float]] = defaultdict(dict)
        self._names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._size = len(catalog.services)
        for service in catalog.services.values():
            self._add(service)

    def find(self, query: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """The best services for a query, best first; empty where nothing matches."""
        said = normalise(query)
        scores: dict[str, float] = defaultdict(float)
        why: dict[str, list[str]] = defaultdict(list)
        for gram in set(_grams(said)):
            postings = self._postings.get(gram, {})
            rarity = log1p(self._size / (1 + len(postings)))
            for service, weight in postings.items():
                scores[service] += weight * rarity
        for key in {said, said.replace(" ", "")}:
            for service, name in self._names.get(key, ()):
                scores[service] += EXACT * 10
                why[service].append(name)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return tuple(Hit(service, score, tuple(why[service])) for service, score in ranked)

    def _add(self, service: Service) -> None:
        for field, texts in _texts(service):
            for text in texts:
                for gram in _grams(normalise(text)):
                    known = self._postings[gram].get(service.id, 0.0)
                    self._postings[gram][service.id] = max(known, WEIGHTS[field])
        for name in (service.name, service.short_name, *service.everyday_names):
            plain = normalise(name)
            for key in filter(None, (plain, "".join(full(plain)), initials(plain))):
                self._names[key].add((service.id, name))


def _texts(service: Service) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("name", (service.name, service.short_name)),
        ("everyday_name", service.everyday_names),
        ("keyword", service.keywords),
        ("theme", (service.theme, service.department)),
        ("question", service.sample_questions),
    )


def _grams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or ([text] if text else [])
