"""The paths of one service as a drawing: questions, where each answer leads, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from bot.catalog.model import Service
from bot.guidance.conditions import applies
from bot.guidance.situations import NOT_ASKED, Leaf, Node, Situations

MOST_COMBINATIONS = 20_000
"""Beyond that the paths are not drawn while somebody types."""


@dataclass(frozen=True)
class Way:
    """One answer and the point it leads to."""

    label: str
    to: str


@dataclass(frozen=True)
class Point:
    """A question with its answers, or an end without any; equal ends and branches are one."""

    id: str
    kind: str
    text: str
    ways: tuple[Way, ...] = ()


def drawable(service: Service) -> bool:
    """False where there are too many combinations of answers to walk at once."""
    return prod(len(question.options) for question in service.questions) <= MOST_COMBINATIONS


def drawing(service: Service) -> tuple[Point, ...]:
    """Every point of the reduced diagram, the beginning first."""
    situations = Situations(service)
    names: dict[Node | Leaf, str] = {}
    points: dict[str, Point] = {}

    def place(node: Node | Leaf, answers: dict[str, str]) -> str:
        if node in names:
            return names[node]
        name = names[node] = f"p{len(names)}"
        points[name] = Point(name, "", "")
        points[name] = (
            _question(name, node, answers) if isinstance(node, Node) else _end(name, node, answers)
        )
        return name

    def _question(name: str, node: Node, answers: dict[str, str]) -> Point:
        question = situations.questions[node.question]
        ways = tuple(
            Way(
                "不用问" if option == NOT_ASKED else question.option(option).label,
                place(branch, {**answers, node.question: option}),
            )
            for option, branch in node.branches
        )
        return Point(name, "question", question.ask, ways)

    def _end(name: str, leaf: Leaf, answers: dict[str, str]) -> Point:
        if leaf[0] == "outcome":
            outcome = situations.outcomes[leaf[1][0]]
            text = outcome.not_eligible or f"转到 {outcome.go_to}：{outcome.because}"
            return Point(name, "outcome", text)
        papers = sum(applies(material.when, answers) for material in service.materials)
        steps = sum(applies(step.when, answers) for step in service.steps)
        return Point(name, "checklist", f"材料 {papers} 样，{steps} 步")

    place(situations.root, {})
    return tuple(points.values())
