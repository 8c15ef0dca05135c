"""What citizens say in the measurements: the same sentences for every assistant."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from bot.evaluation.questions import read_questions

QUESTIONS = Path(__file__).resolve().parent.parent / "data" / "questions"

TALK: tuple[str, ...] = (
    "办居住证需要什么材料",
    "要多少钱",
    "身份证丢了怎么补",
    "多久能办好",
    "在哪里办",
    "公积金怎么提取",
    "要带哪些材料",
    "几点上班",
    "护照过期了怎么换",
    "可以网上办吗",
    "孩子上户口要什么手续",
    "谢谢",
)
"""Whole questions and follow-ups that only mean something in their conversation."""

FOLLOW_UPS = tuple(TALK[at] for at in (1, 3, 4, 6, 7, 9))


def said_at(turn: int) -> str:
    """What is said in a turn of the conversation that is made longer, counted from 1."""
    return TALK[(turn - 1) % len(TALK)]


def sample(number: int) -> str:
    """What is said in a turn that is timed: a question nobody said before, then a follow-up.

    New sentences, since every assistant remembers work it did for an old one.
    """
    asked, follows = divmod(number, 2)
    return FOLLOW_UPS[asked % len(FOLLOW_UPS)] if follows else _asked()[asked % len(_asked())]


@lru_cache(maxsize=1)
def _asked() -> tuple[str, ...]:
    """The public questions about services, in an order that is the same in every run."""
    questions = read_questions(sorted(QUESTIONS.glob("*.jsonl")))
    texts = [question.text for question in questions if question.kind == "service"]
    random.Random(1).shuffle(texts)
    return tuple(texts)
