"""Which question comes next: only those whose answer still changes something.

Every combination of answers of a service ends in a leaf: an early outcome, or the set of
parts that apply. Merging equal leaves and equal branches gives a reduced decision diagram;
a question left in it matters, one merged away is never asked. Of all possible orders of
the questions the one with the smallest expected number of questions is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from bot.catalog.model import CONDITIONAL_FIELDS, LifeEvent, Service
from bot.catalog.situation import Outcome, Question
from bot.guidance.conditions import UNKNOWN, Answers, Status, status

MAX_ORDERED = 5
"""Up to so many questions every order is tried; beyond, the written order is kept."""

NOT_ASKED = "-"
Leaf = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Node:
    """A question that matters here, and where each of its options leads."""

    question: str
    branches: tuple[tuple[str, Node | Leaf], ...]

    def branch(self, option: str) -> Node | Leaf:
        """Where this option leads."""
        return dict(self.branches)[option]


@dataclass(frozen=True)
class Progress:
    """Where a person stands: the question to ask now, and how many may follow it at most."""

    question: Question | None
    remaining: int
    outcome: Outcome | None


class Situations:
    """The questions of one service or life event, in the order that decides soonest."""

    def __init__(self, owner: Service | LifeEvent) -> None:
        self.owner = owner
        self.questions = {question.id: question for question in owner.questions}
        self.outcomes: tuple[Outcome, ...] = getattr(owner, "outcomes", ())
        fields = CONDITIONAL_FIELDS if isinstance(owner, Service) else ("services",)
        self._parts = [
            part.when
            for field in fields
            if field not in ("questions", "outcomes")
            for part in getattr(owner, field)
            if part.when
        ]

    @cached_property
    def root(self) -> Node | Leaf:
        """The reduced diagram in the best order."""
        return min(self._diagrams(), key=_expected_questions)

    def progress(self, answers: Answers) -> Progress:
        """Gives the next question for these answers, or the outcome that was reached."""
        open_nodes = self._open_nodes(answers)
        if open_nodes:
            question = self.questions[open_nodes[0].question]
            return Progress(question, max(_depth(node) for node in open_nodes), None)
        return Progress(None, 0, self.outcome(answers))

    def outcome(self, answers: Answers) -> Outcome | None:
        """The early end that certainly holds for these answers, if any."""
        for outcome in self.outcomes:
            if status(outcome.when, answers) is Status.HOLDS:
                return outcome
        return None

    def possible_outcomes(self, answers: Answers) -> tuple[Outcome, ...]:
        """Early ends that hold if something the person did not know turns out so."""
        return tuple(
            outcome for outcome in self.outcomes if status(outcome.when, answers) is Status.POSSIBLE
        )

    def relevant(self, answers: Answers) -> dict[str, str]:
        """The answers that count: those of questions that are, or still may be, asked here."""
        kept: dict[str, str] = {}
        for question in self.owner.questions:
            answer = answers.get(question.id)
            if answer is None or status(question.when, kept) is Status.FAILS:
                continue
            if answer == UNKNOWN or any(option.id == answer for option in question.options):
                kept[question.id] = answer
        return kept

    def paths(self) -> Iterator[dict[str, str]]:
        """Every way of answering the questions that are asked."""
        return _walk(self.root, {})

    def _open_nodes(self, answers: Answers) -> list[Node]:
        """The questions that still matter next; several after 「不知道」."""
        found: list[Node] = []
        pending: list[Node | Leaf] = [_restrict(self.root, answers)]
        while pending:
            node = pending.pop(0)
            if not isinstance(node, Node) or node in found:
                continue
            if answers.get(node.question) == UNKNOWN:
                pending.extend(branch for _, branch in node.branches)
            else:
                found.append(node)
        return found

    def _diagrams(self) -> Iterator[Node | Leaf]:
        leaves = dict(self._leaves({}, tuple(self.questions)))
        positions = {question: index for index, question in enumerate(self.questions)}
        for order in self._orders():
            yield _reduce(order, self.questions, positions, leaves)

    def _orders(self) -> Iterator[tuple[str, ...]]:
        written = tuple(self.questions)
        if len(written) > MAX_ORDERED:
            yield written
            return
        for order in permutations(written):
            place = {question: index for index, question in enumerate(order)}
            if all(
                place.get(needed, -1) < place[question.id]
                for question in self.questions.values()
                for needed in question.when
            ):
                yield order

    def _leaves(
        self, answers: dict[str, str], left: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Leaf]]:
        """Every full assignment, in written order, with its leaf."""
        if not left:
            given = {q: a for q, a in answers.items() if a != NOT_ASKED}
            yield tuple(answers.values()), self._leaf(given)
            return
        question = self.questions[left[0]]
        asked = status(question.when, answers) is Status.HOLDS
        options = [option.id for option in question.options] if asked else [NOT_ASKED]
        for option in options:
            yield from self._leaves({**answers, question.id: option}, left[1:])

    def _leaf(self, answers: Mapping[str, str]) -> Leaf:
        for index, outcome in enumerate(self.outcomes):
            if status(outcome.when, answers) is Status.HOLDS:
                return "outcome", (index,)
        holding = (i for i, when in enumerate(self._parts) if status(when, answers) is Status.HOLDS)
        return "parts", tuple(holding)


def _reduce(
    order: tuple[str, ...],
    questions: Mapping[str, Question],
    positions: Mapping[str, int],
    leaves: Mapping[tuple[str, ...], Leaf],
) -> Node | Leaf:
    """Builds the diagram for one order from the table of leaves, equal branches merged."""
    made: dict[Node | Leaf, Node | Leaf] = {}

    def build(depth: int, rows: dict[tuple[str, ...], Leaf]) -> Node | Leaf:
        first = next(iter(rows.values()))
        if depth == len(order) or all(leaf == first for leaf in rows.values()):
            return first
        position = positions[order[depth]]
        groups: dict[str, dict[tuple[str, ...], Leaf]] = {}
        for row, leaf in rows.items():
            groups.setdefault(row[position], {})[row] = leaf
        branches = tuple((option, build(depth + 1, group)) for option, group in groups.items())
        if all(branch == branches[0][1] for _, branch in branches):
            return branches[0][1]
        node = Node(order[depth], branches)
        return made.setdefault(node, node)

    return build(0, dict(leaves))


def _restrict(node: Node | Leaf, answers: Answers) -> Node | Leaf:
    """The diagram that is left under the answers: what they settle is gone, 「不知道」 stays."""
    if not isinstance(node, Node):
        return node
    branches = dict(node.branches)
    answer = answers.get(node.question, "")
    if answer in branches:
        return _restrict(branches[answer], answers)
    left = tuple((option, _restrict(branch, answers)) for option, branch in node.branches)
    if all(branch == left[0][1] for _, branch in left):
        return left[0][1]
    return Node(node.question, left)


def _walk(node: Node | Leaf, answers: dict[str, str]) -> Iterator[dict[str, str]]:
    if not isinstance(node, Node):
        yield answers
        return
    for option, branch in node.branches:
        yield from _walk(branch, {**answers, node.question: option})


def _depth(node: Node | Leaf) -> int:
    if not isinstance(node, Node):
        return 0
    return 1 + max(_depth(branch) for _, branch in node.branches)


def _expected_questions(node: Node | Leaf) -> float:
    if not isinstance(node, Node):
        return 0.0
    below = [_expected_questions(branch) for _, branch in node.branches]
    return 1 + sum(below) / len(below)
