"""What citizens say in the measurements: the same sentences for every assistant."""

from __future__ import annotations

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


def said_at(turn: int) -> str:
    """What is said in a turn, counted from 1."""
    return TALK[(turn - 1) % len(TALK)]
