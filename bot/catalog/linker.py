"""Which service does a sentence mean? Ranked candidates with calibrated scores.

A linear SVM over what is written and how it sounds, learnt from the catalogue's own words.
Measured against its alternatives in `benchmarks/understanding.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np

from bot.catalog.bare_names import BareNames
from bot.catalog.certainty import Certainty, CertaintyModel, Ranking
from bot.catalog.classes import Classes
from bot.catalog.examples import Outside
from bot.catalog.fitted import classifier_of
from bot.catalog.model import Catalog
from bot.catalog.named import NamedServices, has_sentences
from bot.catalog.needs import clauses, needs
from bot.catalog.overlay import Overlay, Word
from bot.catalog.search import SearchIndex
from bot.catalog.word_vectors import ServicesByVector, WordVectors
from bot.text.lexicon import Lexicon
from bot.text.linear import Floats, LinearClassifier
from bot.text.rewording import without_denied

KEPT = 8
BEST_MARGINS = 3
LEARNED = 3.0
"""How much a word accepted since the last fit adds to a margin when it is said as it is."""

ALIKE = 0.45
"""Accepted words less like the message than this add nothing."""

SUREST = 0.95
"""The chance that the service is meant whose accepted word is said as it is."""

RIVAL = 0.8
"""With another service's accepted word this near (as a share) it may be either."""

SPEAKS = 0.25
"""A kind of feature that gives this part of a candidate's score is named as a signal."""


@dataclass(frozen=True)
class Candidate:
    """One service that may be meant, with its probability and what spoke for it."""

    service: str
    score: float
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linked:
    """The ranked candidates of one sentence.

    ``none`` is the chance that no service is meant, ``right`` that the first candidate alone is,
    ``several`` that the person has yet to say which; ``event`` is the life event that speaks
    loudest; ``needs`` are the services that clauses name, where there are several, in order.
    """

    candidates: tuple[Candidate, ...]
    none: float
    right: float = 0.0
    several: float = 0.0
    event: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Look:
    """One text as the classifier sees it: margins and scores of all classes, scores of services
    and the loudest life event; ``learned`` are likenesses to accepted words, ``alike`` what word
    vectors added."""

    said: str
    found: Sequence[str]
    margins: Floats
    scores: Sequence[float]
    services: Mapping[str, float]
    event: str
    learned: Mapping[str, float]
    alike: Mapping[str, float]


class Linker:
    """Finds the services of one catalogue version in a sentence."""

    def __init__(
        self,
        catalog: Catalog,
        classifier: LinearClassifier,
        *,
        lexicon: Lexicon,
        certainty: CertaintyModel | None = None,
        taught: Sequence[Word] = (),
        vectors: WordVectors | None = None,
    ) -> None:
        self.catalog = catalog
        self.certainty = certainty
        self.classifier = classifier
        self.lexicon = lexicon
        self.search = SearchIndex(catalog)
        self._classes = Classes(classifier.classes, catalog)
        unlearnt = {
            name: service
            for name, service in catalog.services.items()
            if name not in self._classes or not has_sentences(service)
        }
        self._named = NamedServices(unlearnt, self.search)
        self._bare = BareNames(catalog, lexicon)
        self._vectors = vectors
        self._by_vector = ServicesByVector(catalog, vectors, lexicon) if vectors else None
        self._overlay = Overlay(taught, lexicon=lexicon, weigh=classifier.weigh)

    @classmethod
    def build(
        cls,
        catalog: Catalog,
        *,
        outside: Outside | None = None,
        lexicon: Lexicon,
        certainty: CertaintyModel | None = None,
        cache: Path | None = None,
        vectors: WordVectors | None = None,
    ) -> Linker:
        """Fits on the catalogue's own words and on sentences that no service owns."""
        classifier = classifier_of(catalog, outside or Outside(), lexicon=lexicon, cache=cache)
        return cls(catalog, classifier, lexicon=lexicon, certainty=certainty, vectors=vectors)

    def taught(self, catalog: Catalog, words: Sequence[Word]) -> Linker:
        """The same linker over a catalogue that also has these words; nothing is fitted."""
        return Linker(
            catalog,
            self.classifier,
            lexicon=self.lexicon,
            certainty=self.certainty,
            taught=words,
            vectors=self._vectors,
        )

    def link(self, text: str) -> Linked:
        """Gives the candidates for a text, best first."""
        return self._link(self._look(text))

    def likeliest(self, text: str) -> str:
        """The service a text most likely means; empty where none is likelier."""
        look = self._look(text)
        ranked = self._ranked(look)
        certainty = self._certainty(look, ranked)
        first = next(iter(_as_sure(ranked[:KEPT], certainty)), None)
        return first[0] if first is not None and first[1] > certainty.none else ""

    def hears(self, text: str) -> bool:
        """Whether accepted words make any difference to a text."""
        said = without_denied(self.lexicon.plain(text))
        return bool(self._learned(said, self.lexicon.features(said)))

    def ranking(self, text: str) -> tuple[Ranking, str]:
        """What the certainty model sees of a text, and the first candidate; for calibration."""
        look = self._look(text)
        ranked = self._ranked(look)
        return self._ranking(look, ranked), ranked[0][0] if ranked else ""

    def _look(self, text: str) -> _Look:
        said = without_denied(self.lexicon.plain(text))
        found = self.lexicon.features(said)
        margins = self.classifier.margins_of(found).copy()
        learned = self._learned(said, found)
        for service, cosine in learned.items():
            if service in self._classes:
                margins[self._classes.place(service)] += LEARNED * cosine**2
        alike = self._alike(said, found)
        for service, more in alike.items():
            margins[self._classes.place(service)] += more
        scores = self.classifier.probabilities(margins).astype(np.float64)
        services, event = self._classes.by_service(scores)
        return _Look(said, found, margins, scores.tolist(), services, event, learned, alike)

    def _alike(self, said: str, found: Sequence[str]) -> dict[str, float]:
        if self._by_vector is None:
            return {}
        unknown = 1 - self.classifier.known_share(found)
        more = self._by_vector.margins(said, unknown=unknown)
        return {service: gain for service, gain in more.items() if service in self._classes}

    def _learned(self, said: str, found: Sequence[str]) -> dict[str, float]:
        likeness = self._overlay.likeness(said, found)
        return {service: cosine for service, cosine in likeness.items() if cosine >= ALIKE}

    def _ranked(self, look: _Look) -> list[tuple[str, float]]:
        unfitted = {s: SUREST * c**2 for s, c in look.learned.items() if s not in self._classes}
        named = self._named.blended(look.said, look.services, taught=unfitted)
        blended = self._bare.shared_out(look.said, named)
        return sorted(blended.items(), key=itemgetter(1), reverse=True)

    def _link(self, look: _Look) -> Linked:
        ranked = self._ranked(look)
        certainty = self._certainty(look, ranked)
        kept = _as_sure(ranked[:KEPT], certainty)
        signals = self._signals([service for service, _ in kept], look)
        return Linked(
            candidates=tuple(
                Candidate(service, score, spoke) for (service, score), spoke in zip(kept, signals)
            ),
            none=certainty.none,
            right=certainty.right,
            several=certainty.several,
            event=look.event,
            needs=needs(look.said, self.classifier, self.lexicon, self.catalog.services),
        )

    def _certainty(self, look: _Look, ranked: Sequence[tuple[str, float]]) -> Certainty:
        """How sure the first candidate is; accepted words make it surer, a rival's less."""
        judged = self._judged(look, ranked)
        if not ranked or not look.learned:
            return judged
        first = ranked[0][0]
        mine = look.learned.get(first, 0.0)
        others = (likeness for s, likeness in look.learned.items() if s != first)
        if mine and max(others, default=0.0) >= RIVAL * mine:
            return judged.shared()
        return judged.at_least(SUREST * mine**2)

    def _judged(self, look: _Look, ranked: Sequence[tuple[str, float]]) -> Certainty:
        """What the certainty model says; a service known by name alone is as sure as named."""
        none = self._classes.none(look.scores)
        right = ranked[0][1] if ranked else 0.0
        if self.certainty is None or not ranked or ranked[0][0] not in self._classes:
            return Certainty(right, 0.0, min(none, 1 - right))
        return self.certainty.judge(self._ranking(look, ranked))

    def _ranking(self, look: _Look, ranked: Sequence[tuple[str, float]]) -> Ranking:
        margins = look.margins.tolist()
        event, event_margin = self._classes.events_heard(look.scores, margins)
        return Ranking(
            scores=tuple(score for _, score in ranked[:KEPT]),
            margins=self._classes.best_margins(look.margins, BEST_MARGINS),
            nothing=self._classes.nothing_margins(margins),
            none=self._classes.none(look.scores),
            event=event,
            event_margin=event_margin,
            known=self.classifier.known_share(look.found),
            length=len(look.said),
            clauses=len(clauses(look.said)),
            bare=self._bare.may_be(look.said),
            named=self._bare.longest(look.said, ranked[:1]),
            others_named=self._bare.longest(look.said, ranked[1:3]),
        )

    def _signals(self, services: Sequence[str], look: _Look) -> list[tuple[str, ...]]:
        """What speaks for each: words, characters, sound, accepted words, word vectors."""
        places = [self._classes.place(service) for service in services if service in self._classes]
        speaking = iter(self.classifier.speaking(look.found, places, share=SPEAKS))
        others = [("accepted", look.learned), ("vectors", look.alike)]
        others = [(name, found) for name, found in others if found]
        signals: list[tuple[str, ...]] = []
        for service in services:
            if service not in self._classes:
                signals.append(("name",))
                continue
            more = [name for name, found in others if service in found]
            signals.append((*next(speaking), *more))
        return signals


def _as_sure(ranked: Sequence[tuple[str, float]], certainty: Certainty) -> list[tuple[str, float]]:
    """The candidates with the chance that each is meant, alone or as one of several."""
    if not ranked:
        return []
    total = sum(score for _, score in ranked) or 1.0
    (first, best), *others = ranked
    rest = (total - best) or 1.0
    of_several = certainty.several / total
    return [
        (first, certainty.right + of_several * best),
        *((s, certainty.missed * score / rest + of_several * score) for s, score in others),
    ]
