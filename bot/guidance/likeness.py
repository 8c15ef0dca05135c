"""Which option of a question are a few words like, that are none of its phrases?"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.catalog.situation import Option, Question
from bot.text.normalise import normalise

MOST_OF = 0.6
"""A reply of this much of a part of a label means it; 「公司」 is not most of 「分公司没注销」."""

MIN_OVERLAP = 0.5
SHORTEST, LONGEST = 3, 16
"""Characters of a reply whose pairs are compared: fewer say too little, more say other things."""

_NEGATION = re.compile(r"(?:不是|没有|并非|不|没|非|未|冇|唔系)$")
_NEGATOR = re.compile(r"[不没未无非否冇]")
_LABEL_PARTS = re.compile(r"[,，、;；（）()/]|或者?|和")


def likest(question: Question, said: str) -> Option | None:
    """The one option a (normalised) reply is part of, or shares most of its pairs with.

    What denies is like nothing that affirms, and the other way round: 「用过发票」 is not
    「没用过发票」 but, of two options, the other one.
    """
    part = _part_of(question, said)
    if part is not None or not SHORTEST <= len(said) <= LONGEST:
        return part
    denies = bool(_NEGATOR.search(said))
    found = _by_pairs(question, said, denies=denies)
    if found is None and len(question.options) == 2:
        opposite = _by_pairs(question, said, denies=not denies)
        found = next((o for o in question.options if opposite and o is not opposite), None)
    return found


def stands_in(phrase: str, said: str) -> bool:
    """True where a phrase stands in a text and is not denied there."""
    start = said.find(phrase)
    while start >= 0:
        # 「有没有犯罪记录」 asks; 「没有犯罪」 does not stand in it.
        asks = phrase[0] in "没不" and said[max(start - 1, 0) : start] == phrase[1]
        if not asks and not _NEGATION.search(said[:start]):
            return True
        start = said.find(phrase, start + 1)
    return False


def _part_of(question: Question, said: str) -> Option | None:
    """「同意」: most of a part of what one option alone is called, where another says 「不同意」."""
    if len(said) < 2:
        return None
    holding = [
        option
        for option in question.options
        if any(_is_most_of(said, text) for text in (option.label, *option.say))
    ]
    return holding[0] if len(holding) == 1 else None


def _is_most_of(said: str, text: str) -> bool:
    parts = _LABEL_PARTS.split(normalise(text))
    return any(len(said) >= MOST_OF * len(part) and stands_in(said, part) for part in parts)


def _by_pairs(question: Question, said: str, *, denies: bool) -> Option | None:
    """The option alone likest to what was said, of all that its words deny or affirm."""
    pairs = _pairs(said)
    scored = []
    for option in question.options:
        texts = _pairs_of(option.label, option.say)
        shares = [_overlap(pairs, theirs) for negated, theirs in texts if negated == denies]
        scored.append((max(shares, default=0.0), option))
    scored.sort(key=lambda pair: -pair[0])
    (best, option), second = scored[0], scored[1][0] if len(scored) > 1 else 0.0
    return option if best >= MIN_OVERLAP and best > second else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), max(len(other), 2)) if one and other else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


@lru_cache(maxsize=4096)
def _pairs_of(label: str, say: tuple[str, ...]) -> tuple[tuple[bool, frozenset[str]], ...]:
    """Whether it denies, and the pairs, of everything an option is called; questions are asked
    again and again."""
    texts = [normalise(text) for text in (label, *say)]
    return tuple((bool(_NEGATOR.search(text)), _pairs(text)) for text in texts)
