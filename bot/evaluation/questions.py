"""Question sets: what was asked, and what a good clerk would have understood."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.catalog.load import LABELS
from bot.errors import QuestionFileError

KINDS = {
    "service": "answer",
    "ambiguous": "clarify",
    "out_of_catalog": "reject",
    "out_of_scope": "reject",
    "complaint": "complaint",
    "human": "handoff",
    "dialogue": "control",
}
"""Kind of question → the decision that is right for it."""

ALSO_RIGHT = {"location": frozenset({"location", "channel"})}
"""「在哪里办」 is answered by a place as well as by a website."""


LIKE = '{"text": "…", "kind": "service", "service": ["an-id"]}'


@dataclass(frozen=True)
class Question:
    """One labelled question; ``services`` are all that would be right."""

    text: str
    kind: str
    services: tuple[str, ...] = ()
    aspect: str = "guide"
    slices: tuple[str, ...] = ()

    @property
    def decision(self) -> str:
        """The decision that is right."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Understood:
    """What the assistant made of one question, as `banshi ask --json` prints it."""

    question: Question
    services: tuple[tuple[str, float], ...]
    decision: str
    aspect: str

    @property
    def top(self) -> str:
        """The first candidate."""
        return self.services[0][0] if self.services else ""

    def found(self, within: int) -> bool:
        """True where an acceptable service is among the first candidates."""
        return any(name in self.question.services for name, _ in self.services[:within])

    @property
    def right_decision(self) -> bool:
        """True where the right thing was decided."""
        return self.decision == self.question.decision

    @property
    def wrong_answer(self) -> bool:
        """True where a service was chosen that is not acceptable."""
        return self.decision == "answer" and self.top not in self.question.services

    @property
    def right_aspect(self) -> bool:
        """True where the right thing about the service was heard."""
        wanted = self.question.aspect
        return self.aspect in ALSO_RIGHT.get(wanted, frozenset({wanted}))


def read_questions(files: Iterable[Path]) -> tuple[Question, ...]:
    """Reads question files; raises QuestionFileError with file and line."""
    return tuple(question for path in files for question in _read(path))


def _read(path: Path) -> Iterable[Question]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"at byte {error.start}"
        raise QuestionFileError(f"{path}: cannot be read as UTF-8 text: {why}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _question(line, where=f"{path}:{number}")


def strangers(questions: Iterable[Question], known: Container[str]) -> tuple[str, ...]:
    """Services that questions name and a catalogue lacks: none of these can be answered right."""
    named = {name for question in questions for name in question.services}
    return tuple(sorted(name for name in named if name not in known))


def _fields(line: str, where: str) -> dict[str, Any]:
    """The object of a line; raises QuestionFileError saying what is missing or of another kind."""
    try:
        raw = json.loads(line)
    except ValueError as error:
        raise QuestionFileError(f"{where}: not JSON") from error
    if not isinstance(raw, dict):
        raise QuestionFileError(f"{where}: not an object; a line is {LIKE}")
    for name in ("text", "kind"):
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            raise QuestionFileError(f"{where}: {name} is missing or no text; a line is {LIKE}")
    for name in ("service", "slices"):
        listed = raw.get(name) or []
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise QuestionFileError(f"{where}: {name} is no list of texts; a line is {LIKE}")
    return raw


def _question(line: str, *, where: str) -> Question:
    raw = _fields(line, where)
    question = Question(
        text=raw["text"],
        kind=raw["kind"],
        services=tuple(raw.get("service") or ()),
        aspect=raw.get("aspect") or "guide",
        slices=tuple(raw.get("slices") or ()),
    )
    if question.kind not in KINDS:
        raise QuestionFileError(f"{where}: kind {question.kind!r}; there are: {', '.join(KINDS)}")
    if question.aspect not in LABELS:
        raise QuestionFileError(
            f"{where}: aspect {question.aspect!r}; there are: {', '.join(sorted(LABELS))}"
        )
    return question
