"""Runs a question set through the whole assistant, each question in a fresh conversation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.engine import Engine
from bot.conversation.understanding import understand
from bot.evaluation.questions import Question, Understood


async def run_questions(engine: Engine, questions: Sequence[Question]) -> tuple[Understood, ...]:
    """What the assistant makes of every question."""
    return tuple([await _one(engine, question) for question in questions])


async def _one(engine: Engine, question: Question) -> Understood:
    answered = await understand(engine, question.text)
    return Understood(
        question=question,
        services=tuple((found["id"], found["score"]) for found in answered["services"]),
        decision=answered["decision"],
        aspect=answered["aspect"] or "guide",
    )
