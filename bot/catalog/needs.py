"""Several needs in one message: the services that its clauses name."""

from __future__ import annotations

import re
from collections.abc import Container

import numpy as np

from bot.text.lexicon import Lexicon
from bot.text.linear import LinearClassifier

ANOTHER_NEED = 0.6
"""A clause this sure of another service is another need."""

SHORTEST = 3
"""Characters below which a clause names nothing."""

_CLAUSES = re.compile(r"[,，。!！?？;；、]|还有|另外|顺便|以及")


def clauses(said: str) -> list[str]:
    """A message cut where one thing ends and another may begin."""
    return _CLAUSES.split(said)


def needs(
    said: str, classifier: LinearClassifier, lexicon: Lexicon, services: Container[str]
) -> tuple[str, ...]:
    """The services that clauses of their own name, in order; none where it is only one."""
    parts = [clause for clause in clauses(said) if len(clause) >= SHORTEST]
    if len(parts) < 2:
        return ()
    found: dict[int, str] = {}
    # The shortest rarely names a service, and one alone is no other need: then that is all.
    for seen, place in enumerate(sorted(range(len(parts)), key=lambda at: len(parts[at]))):
        if len(found) + len(parts) - seen < 2:
            return ()
        margins = classifier.margins_of(lexicon.features(parts[place]))
        scores = classifier.probabilities(margins)
        best = int(np.argmax(scores))
        name = classifier.classes[best]
        if scores[best] >= ANOTHER_NEED and name in services:
            found[place] = name
    named = tuple(dict.fromkeys(found[place] for place in sorted(found)))
    return named if len(named) > 1 else ()
