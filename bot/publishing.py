"""Puts a version in force: first what it would change, then the switch, then the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.impact import Answer, Impact, Paths, impact, read_questions
from bot.catalog.model import Catalog, Service
from bot.errors import PublishBlocked
from bot.guidance.paths import prove_service
from bot.runtime import Guide, Runtime

QUESTIONS = Path("data/questions")


@dataclass(frozen=True)
class Review:
    """What publishing would do, seen against the version in force at that moment."""

    name: str
    expected: str
    impact: Impact


def review(runtime: Runtime, name: str, *, questions: Iterable[Path] | None = None) -> Review:
    """Makes both versions ready and compares them; takes as long as fitting the new one."""
    expected = runtime.library.current()
    before, after = runtime.make_guide(expected), runtime.make_guide(name)
    files = sorted(QUESTIONS.glob("*.jsonl")) if questions is None else questions
    found = impact(
        before.catalog,
        after.catalog,
        prove=_prove,
        answers=(_answers_of(before), _answers_of(after)),
        questions=read_questions(files),
    )
    return Review(name, expected, found)


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


def _prove(service: Service, catalog: Catalog) -> Paths:
    report = prove_service(service, catalog)
    return Paths(report.paths, report.dead_ends)


def _answers_of(guide: Guide) -> Answer:
    def answer(text: str) -> str:
        linked = guide.linker.link(text)
        first = linked.candidates[0] if linked.candidates else None
        return first.service if first is not None and first.score > linked.none else ""

    return answer
