"""Does a ``when`` hold for the answers given so far?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bot.catalog.part import When

UNKNOWN = "unknown"
"""The answer 「不知道」: valid for every question, decides nothing."""

Answers = Mapping[str, str]


class Status(Enum):
    """What the answers say about a ``when``.

    OPEN: a question it needs is not answered yet. POSSIBLE: it needs a question that was
    answered with 「不知道」, so both cases must be covered.
    """

    FAILS = 0
    OPEN = 1
    POSSIBLE = 2
    HOLDS = 3


def status(when: When, answers: Answers) -> Status:
    """Gives what ``answers`` say about ``when``; one contradiction is enough to fail."""
    weakest = Status.HOLDS
    for question, options in when.items():
        answer = answers.get(question)
        if answer is None:
            found = Status.OPEN
        elif answer == UNKNOWN:
            found = Status.POSSIBLE
        elif answer in options:
            continue
        else:
            return Status.FAILS
        if found.value < weakest.value:
            weakest = found
    return weakest


def applies(when: When, answers: Answers) -> bool:
    """True where the part belongs to this person, for certain or possibly."""
    return status(when, answers) in (Status.HOLDS, Status.POSSIBLE)
