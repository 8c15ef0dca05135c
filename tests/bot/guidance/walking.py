"""Sentences for guidance tests: ``walk(service).answer("stay", "full").asks("home")``."""

from __future__ import annotations

from bot.catalog.model import LifeEvent, Service
from bot.guidance.conditions import UNKNOWN
from bot.guidance.situations import Progress, Situations


class Walk:
    """One person answering the questions of one service; every call can be chained."""

    def __init__(self, situations: Situations, answers: dict[str, str]) -> None:
        self.situations = situations
        self.answers = answers

    def answer(self, question: str, option: str) -> Walk:
        """The person gives an answer."""
        return Walk(self.situations, {**self.answers, question: option})

    def does_not_know(self, question: str) -> Walk:
        """The person says 「不知道」."""
        return self.answer(question, UNKNOWN)

    def asks(self, question: str) -> Walk:
        """The next question is this one."""
        found = self.progress.question
        assert found is not None, f"nothing is asked, expected {question}"
        assert found.id == question
        return self

    def asks_nothing(self) -> Walk:
        """Nothing is left to ask."""
        found = self.progress.question
        assert found is None, f"asks {found.id if found else ''} after {self.answers}"
        return self

    def ends_early(self, reason: str) -> Walk:
        """The path ended in this outcome: its reason, or the service it leads to."""
        self.asks_nothing()
        outcome = self.progress.outcome
        assert outcome is not None, "the path has no early end"
        assert reason in (outcome.not_eligible, outcome.go_to)
        return self

    def ends_with_a_checklist(self) -> Walk:
        """The path ended without an early outcome."""
        self.asks_nothing()
        assert self.progress.outcome is None
        return self

    @property
    def progress(self) -> Progress:
        """Where the person stands."""
        return self.situations.progress(self.answers)


def walk(owner: Service | LifeEvent) -> Walk:
    """Begins a walk through a service with nothing answered."""
    return Walk(Situations(owner), {})
