"""Questions that are copies of what was trained on measure memory, not understanding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.normalise import normalise

NEAR = 0.8
"""Texts whose character 3-grams overlap this much (Jaccard) are copies of each other."""

SHORT = 6
"""Shorter texts are compared for equality only: everyday utterances hardly differ."""

GRAM = 3


@dataclass(frozen=True)
class Copy:
    """A question and the training text it is too close to."""

    question: str
    trained: str


def copies(questions: Iterable[str], trained: Iterable[str]) -> tuple[Copy, ...]:
    """Every question that equals or nearly equals a training text."""
    index = _Index(trained)
    found = ((question, index.nearest(question)) for question in questions)
    return tuple(Copy(question, text) for question, text in found if text is not None)


class _Index:
    """Training texts by their 3-grams."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts))
        self._plain = {_plain(text): text for text in self._texts}
        self._grams = [_grams(_plain(text)) for text in self._texts]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for place, grams in enumerate(self._grams):
            for gram in grams:
                self._postings[gram].append(place)

    def nearest(self, question: str) -> str | None:
        """The training text that the question copies, if there is one."""
        said = _plain(question)
        if said in self._plain:
            return self._plain[said]
        if len(said) < SHORT:
            return None
        grams = _grams(said)
        shared: dict[int, int] = defaultdict(int)
        for gram in grams:
            for place in self._postings.get(gram, ()):
                shared[place] += 1
        for place, count in shared.items():
            if count / (len(grams) + len(self._grams[place]) - count) >= NEAR:
                return self._texts[place]
        return None


def _plain(text: str) -> str:
    return "".join(char for char in normalise(text) if char.isalnum())


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1)) or frozenset({text})
