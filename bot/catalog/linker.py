"""Which service does a sentence mean? Ranked candidates with calibrated scores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.model import Catalog, Service
from bot.catalog.search import SearchIndex
from bot.text.features import features
from bot.text.linear import LinearClassifier
from bot.text.normalise import normalise

NONE = "-"
"""The class of sentences that mean no service: follow-ups, control acts, small talk."""

CODE = "1"
"""Part of the cache key; raise it when fitting changes."""

KEPT = 8


@dataclass(frozen=True)
class Candidate:
    """One service that may be meant, with its probability and what spoke for it."""

    service: str
    score: float
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linked:
    """The ranked candidates of one sentence; ``none`` is the chance that no service is meant."""

    candidates: tuple[Candidate, ...]
    none: float


class Linker:
    """Finds the services of one catalogue version in a sentence."""

    def __init__(self, catalog: Catalog, classifier: LinearClassifier) -> None:
        self.catalog = catalog
        self.classifier = classifier
        self.search = SearchIndex(catalog)

    @classmethod
    def build(
        cls, catalog: Catalog, *, elsewhere: Sequence[str] = (), cache: Path | None = None
    ) -> Linker:
        """Fits on the catalogue's own words; ``elsewhere`` are sentences that mean no service."""
        key = hashlib.sha256("\n".join((CODE, catalog.version, *elsewhere)).encode()).hexdigest()
        stored = cache / f"{key[:16]}.npz" if cache else None
        if stored and stored.exists():
            return cls(catalog, LinearClassifier.from_bytes(stored.read_bytes(), features=features))
        texts, labels = _examples(catalog, elsewhere)
        classifier = LinearClassifier.fit(texts, labels, features=features)
        if stored:
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_bytes(classifier.to_bytes())
        return cls(catalog, classifier)

    def link(self, text: str) -> Linked:
        """Gives the candidates for a text, best first."""
        said = normalise(text)
        scores = self.classifier.scores(said)
        ranked = sorted(zip(self.classifier.classes, scores), key=lambda pair: -pair[1])
        found = tuple(
            Candidate(service, float(score), ("phrases",))
            for service, score in ranked[: KEPT + 1]
            if service in self.catalog.services
        )[:KEPT]
        none = float(dict(ranked).get(NONE, 0.0))
        return Linked(found, none)


def _examples(catalog: Catalog, elsewhere: Iterable[str]) -> tuple[list[str], list[str]]:
    pairs = {
        (normalise(text), service.id)
        for service in catalog.services.values()
        for text in _words_of(service)
    }
    pairs |= {(normalise(text), NONE) for text in elsewhere}
    ordered = sorted(pair for pair in pairs if pair[0])
    return [text for text, _ in ordered], [label for _, label in ordered]


def _words_of(service: Service) -> Iterable[str]:
    yield service.name
    yield from filter(None, (service.short_name, service.summary))
    yield from service.everyday_names
    yield from service.sample_questions
    yield from service.phrases
