"""Puts a version or a word in force: first what it would change, then the switch, then the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.impact import (
    Answered,
    Asked,
    Impact,
    Paths,
    answered,
    impact,
    read_questions,
)
from bot.catalog.model import Catalog, Service
from bot.catalog.overlay import Word
from bot.errors import PublishBlocked, UnknownServiceError
from bot.guidance.paths import prove_service
from bot.runtime import Runtime

QUESTIONS = Path("data/questions")
REMEMBERED = 4


@dataclass(frozen=True)
class Review:
    """What publishing would do, seen against the version in force at that moment."""

    name: str
    expected: str
    impact: Impact


@dataclass(frozen=True)
class Trial:
    """What accepting a word would do.

    ``said`` are the services the word itself is answered with before and after; ``sharing``
    others that have it too.
    """

    word: Word
    asked: int
    changed: tuple[Answered, ...]
    said: tuple[str, str]
    sharing: tuple[str, ...]

    @property
    def worse(self) -> tuple[Answered, ...]:
        """Evaluation questions that lose their right answer."""
        return tuple(one for one in self.changed if one.worse)

    @property
    def better(self) -> tuple[Answered, ...]:
        """Evaluation questions that get one."""
        return tuple(one for one in self.changed if one.better)


def review(runtime: Runtime, name: str, *, questions: Iterable[Path] | None = None) -> Review:
    """Makes the version ready and compares it; takes as long as fitting it."""
    expected, guides = runtime.library.current(), runtime.guides
    before = guides.current if guides.name == expected else runtime.make_guide(expected)
    after = runtime.make_guide(name)
    found = impact(
        before.catalog,
        after.catalog,
        prove=_prove,
        answers=(before.linker.likeliest, after.linker.likeliest),
        questions=_questions(questions),
    )
    return Review(name, expected, found)


class Reviews:
    """The latest reviews of a process: neither a version nor what it is compared with changes."""

    def __init__(self, runtime: Runtime, *, questions: Sequence[Path] | None = None) -> None:
        self._runtime = runtime
        self._questions = questions
        self._made: dict[tuple[object, ...], Review] = {}

    def of(self, name: str) -> Review:
        """The review of a version; slow the first time."""
        library, today = self._runtime.library, self._runtime.today()
        key = (name, library.current(), library.words(), today)
        if key not in self._made:
            latest = list(self._made.items())[1 - REMEMBERED :]
            made = review(self._runtime, name, questions=self._questions)
            self._made = dict([*latest, (key, made)])
        return self._made[key]


def publish(
    runtime: Runtime, reviewed: Review, *, by: str, force: bool = False, reason: str = ""
) -> None:
    """Puts the reviewed version in force; raises PublishBlocked for what gets worse.

    ``force`` goes on all the same, but only with a reason, and both are recorded.
    """
    worse = len(reviewed.impact.regressions)
    if worse and not force:
        raise PublishBlocked(
            f"{worse} thing(s) get worse; mend them, or publish with --force --reason WHY"
        )
    if force and not reason.strip():
        raise PublishBlocked("--force needs --reason: it is recorded with the version")
    runtime.library.publish(
        reviewed.name,
        expected=reviewed.expected,
        by=by,
        reason=reason.strip(),
        forced=bool(worse and force),
    )


def trial(runtime: Runtime, word: Word, *, questions: Iterable[Path] | None = None) -> Trial:
    """Asks the evaluation questions without the word and with it; raises PublishBlocked.

    Those in which no accepted word is heard are answered as before.
    """
    words = runtime.library.words()
    before = runtime.guides.current.taught(words)
    if word.service not in before.catalog.services:
        raise UnknownServiceError(f"目录里没有事项 {word.service}")
    if word.stands_in(before.catalog):
        raise PublishBlocked(f"目录里已经有“{word.text}”")
    after = before.taught((*words, word))
    asked, answers = tuple(_questions(questions)), (before.linker.likeliest, after.linker.likeliest)
    heard = (question for question in asked if after.linker.hears(question.text))
    return Trial(
        word,
        len(asked),
        tuple(answered(heard, answers, before.catalog.services)),
        (answers[0](word.text), answers[1](word.text)),
        tuple(
            service.name
            for service in before.catalog.services.values()
            if word.text in (service.name, service.short_name, *service.everyday_names)
        ),
    )


def accept(runtime: Runtime, tried: Trial, *, force: bool = False, reason: str = "") -> None:
    """Lets a word act at once, in every process; raises PublishBlocked for what gets worse."""
    worse = len(tried.worse)
    if worse and not (force and reason.strip()):
        raise PublishBlocked(f"{worse} 个测评问题会变差；仍要采纳，先写明原因")
    runtime.library.teach(tried.word)


def _questions(files: Iterable[Path] | None) -> Iterator[Asked]:
    return read_questions(sorted(QUESTIONS.glob("*.jsonl")) if files is None else files)


def _prove(service: Service, catalog: Catalog) -> Paths:
    report = prove_service(service, catalog)
    return Paths(report.paths, report.dead_ends)
