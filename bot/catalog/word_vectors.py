"""How like services a text is, by the word vectors of a spaCy model that an operator installed.

What the phrases never say means nothing to the linker; vectors learnt from other texts know what it
is like. So they count by how much of a text training has not met, and nothing needs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from bot.catalog.model import Catalog, Service
from bot.errors import SettingsError
from bot.text.lexicon import Lexicon
from bot.text.segment import words

Floats = NDArray[np.float32]

ADDS = 0.6
"""What the likest service gains in margin where training has met nothing of a text: enough to come
first among services that nothing speaks for, less than what one telling word adds."""

UNUSUAL = 1.0
MOST = 2.0
"""Likeness counts from one deviation above that of all services, and no further than two."""

TEXTS = 30
"""Of each service, its names first, so that a start is not kept waiting."""


class WordVectors:
    """The vectors of one spaCy model."""

    def __init__(self, model: str) -> None:
        """Loads a model by its package's name or its folder.

        Raises SettingsError where it is not installed or has no vectors.
        """
        import spacy

        try:
            self._vocab = spacy.load(model).vocab
        except (OSError, ImportError, ValueError) as error:
            raise SettingsError(
                f"settings: spacy_model: {model!r} cannot be loaded ({error}): install it beside "
                "Banshi, or leave the setting empty"
            ) from error
        if not self._vocab.vectors_length:
            raise SettingsError(f"settings: spacy_model: {model!r} has no word vectors")

    @classmethod
    def of_setting(cls, model: str) -> WordVectors | None:
        """The vectors of a setting; None where it is empty."""
        return _loaded(model) if model else None

    def of(self, text: str) -> Floats | None:
        """The mean of a plain text's words, of length one; None where the model knows none."""
        known = (word for word in words(text) if self._vocab.has_vector(word))
        return _unit(np.asarray(self._vocab.get_vector(word), np.float32) for word in known)


@lru_cache(maxsize=2)
def _loaded(model: str) -> WordVectors:
    return WordVectors(model)


class ServicesByVector:
    """The services of a catalogue as the means of what is said about them."""

    def __init__(self, catalog: Catalog, vectors: WordVectors, lexicon: Lexicon) -> None:
        self._vectors = vectors
        means = {
            key: _mean(map(lexicon.plain, _texts(service)), vectors)
            for key, service in catalog.services.items()
        }
        known = {key: mean for key, mean in means.items() if mean is not None}
        self._services = tuple(known)
        self._means = np.array(list(known.values()), dtype=np.float32)

    def margins(self, said: str, *, unknown: float) -> dict[str, float]:
        """What services gain from a plain text of which training has not met this share."""
        vector = self._vectors.of(said) if len(self._services) > 1 else None
        if vector is None:
            return {}
        likeness = self._means @ vector
        unusual = (likeness - likeness.mean()) / (likeness.std() or 1.0)
        share = np.clip((unusual - UNUSUAL) / (MOST - UNUSUAL), 0.0, 1.0) * unknown
        return {self._services[at]: ADDS * float(share[at]) for at in np.flatnonzero(share)}


def _texts(service: Service) -> Iterable[str]:
    names = filter(None, (service.name, service.short_name, *service.everyday_names))
    return islice(chain(names, service.sample_questions, service.phrases), TEXTS)


def _mean(texts: Iterable[str], vectors: WordVectors) -> Floats | None:
    return _unit(vector for vector in map(vectors.of, texts) if vector is not None)


def _unit(vectors: Iterable[Floats]) -> Floats | None:
    found = list(vectors)
    if not found:
        return None
    mean = np.asarray(np.mean(found, axis=0), dtype=np.float32)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length, dtype=np.float32) if length else None
