"""Rankings of sentences the classifier has not learnt, with what was true of each.

Every sentence of the training data is ranked by a linker that was fitted without it and
without its fold; what comes out teaches the certainty model (`bot/catalog/certainty.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from zlib import crc32

from bot.catalog.certainty import CertaintyModel, Ranking
from bot.catalog.examples import EVENT, NOTHING, Outside, examples
from bot.catalog.fitted import fit
from bot.catalog.linker import Linker
from bot.catalog.model import Catalog
from bot.text.lexicon import Lexicon

FOLDS = 4
TALK = f"{NOTHING}talk"


def calibrate(catalog: Catalog, outside: Outside, *, lexicon: Lexicon) -> CertaintyModel:
    """The certainty model of these sentences; fits one linker a fold, which takes minutes."""
    texts, labels = examples(catalog, outside, lexicon=lexicon)
    meant: dict[str, set[str]] = defaultdict(set)
    for text, label in zip(texts, labels):
        meant[text].add(label)
    rankings, outcomes = [], []
    for fold in range(FOLDS):
        kept = [place for place, text in enumerate(texts) if _fold(text) != fold]
        classifier = fit([texts[p] for p in kept], [labels[p] for p in kept], lexicon=lexicon)
        linker = Linker(catalog, classifier, lexicon=lexicon)
        for ranking, outcome in _judged(linker, meant, fold):
            rankings.append(ranking)
            outcomes.append(outcome)
    return CertaintyModel.fit(rankings, outcomes)


def _judged(
    linker: Linker, meant: Mapping[str, Set[str]], fold: int
) -> Iterator[tuple[Ranking, str]]:
    for text, labels in meant.items():
        if _fold(text) == fold:
            ranking, first = linker.ranking(text)
            yield ranking, _outcome(first, labels, linker.catalog.services)


def _outcome(first: str, labels: Set[str], services: Mapping[str, object]) -> str:
    of_services = [label for label in labels if label in services]
    if len(of_services) > 1 or any(label.startswith(EVENT) for label in labels):
        return "several"
    if of_services:
        return "right" if first in labels else "missed"
    return "talk" if TALK in labels else "none"


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS
