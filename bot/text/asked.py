"""What a classifier sees of a sentence to tell what it asks about (`bot/nlu/aspect_classifier.py`).

Where words stand matters: of a long story only the end asks, and of two questions the first. So
what stands after the first word of asking is told apart from what stands before it, but not in a
story, which asks in passing before it comes to the point.
The words that people ask with (`bot/text/asking.py`) are features among others; all other words
are not: their characters tell as much, and cutting a sentence into words takes half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat

from bot.text.asking import (
    STORY,
    Asking,
    Cue,
    after_asking,
    around_asking,
    asks,
    clauses_of,
    meant,
)

LONGEST_GRAM = 3
LONGEST_IN_CLAUSE = 2
ENDING = 6
"""Characters at the end of a sentence that stand for how it ends."""

BEFORE, AFTER = 6, 4
"""So many characters around a word of asking say what is asked, where nobody writes commas; 4 and
3 to 8 and 6 heard about as many sentences of authors who were not learnt from, none 1.3 % fewer."""

PAIRED = 3
"""So many words of asking are paired with each character around them, however far it is."""

STILL_FIRST = 2
"""So many characters after the first word of asking belong to its question: 「多少钱」. 1 and 3
hear as much."""

HEARD = 3
"""How often the aspect heard by words counts; more of it fits the development questions better
and sentences of other authors worse."""

_RUNS = re.compile(r"[\u3400-\u9fffa-z0-9]+")


def asked_features(text: str, asking: Asking) -> list[str]:
    """Character 1–3-grams, up to the first word of asking and after it; those of the last clause,
    of the first question and around each word of asking apart; what stands beside such a word, and
    the aspects that words speak for in their order."""
    said = asking.homophones.mend(text)
    clauses = clauses_of(said)
    heard = [(asking.cue_of(clause), asks(clause)) for clause in clauses]
    first = next((place for place, (_, is_asked) in enumerate(heard) if is_asked), None)
    question, cue_asked = ("", None) if first is None else (clauses[first], heard[first][0])
    story = len(said) > STORY
    second = len(said) if story else after_asking(said) + STILL_FIRST
    windows = around_asking(said, before=BEFORE, after=AFTER)
    return [
        *_grams("c", said[:second], LONGEST_GRAM),
        *_grams("x", said[second:], LONGEST_GRAM),
        *_grams("l", clauses[-1], LONGEST_IN_CLAUSE),
        *_grams("e", f"a{clauses[-1][-ENDING:]}z", LONGEST_IN_CLAUSE),
        *_grams("q", question, LONGEST_IN_CLAUSE),
        *(gram for near in windows for gram in _grams("a", "".join(near), LONGEST_IN_CLAUSE)),
        *(pair for near in windows[:PAIRED] for pair in _pairs(*near)),
        f"n:{min(sum(is_asked for _, is_asked in heard), 3)}",
        *_cues(meant(heard, story=story), heard[-1][0], cue_asked),
        *_in_order([cue.aspect for cue, _ in heard if cue]),
    ]


def _cues(heard: str | None, at_end: Cue | None, asked: Cue | None) -> Iterator[str]:
    """The aspects that words of asking speak for: in all, at the end, in the first question."""
    if heard:
        yield from repeat(f"h:{heard}", HEARD)
    if at_end:
        yield f"u:{at_end.aspect}"
    if asked:
        yield f"f:{asked.aspect}"


def _pairs(before: str, word: str, after: str) -> Iterator[str]:
    """A word of asking with what stands somewhere before it, and after it."""
    yield from (f"k:{char}_{word}" for char in dict.fromkeys(before))
    yield from (f"m:{word}_{char}" for char in dict.fromkeys(after))


def _in_order(aspects: Sequence[str]) -> Iterator[str]:
    """Which aspect is spoken of first, and which follows on which."""
    yield from (f"o:{aspect}" for aspect in aspects[:1])
    yield from (f"p:{one}>{other}" for one, other in pairwise(aspects) if one != other)


def _grams(kind: str, text: str, longest: int) -> list[str]:
    found: list[str] = []
    for run in _RUNS.findall(text):
        for size in range(1, longest + 1):
            found += [f"{kind}:{run[i : i + size]}" for i in range(len(run) - size + 1)]
    return found
