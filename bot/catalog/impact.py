"""What publishing a version would do: to services, to paths, and to known questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.diff import Change, diff
from bot.catalog.lint import lint
from bot.catalog.model import Catalog, Service
from bot.errors import CatalogError

Answer = Callable[[str], str]
"""Which service a question is answered with; empty when with none."""

Prove = Callable[[Service, Catalog], "Paths"]
SHOWN = 25


@dataclass(frozen=True)
class Paths:
    """The ways through one service: how many, and which end badly."""

    count: int
    dead_ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """An evaluation question with the services that are right for it; none: no service is."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class Answered:
    """A question whose answer changes."""

    text: str
    before: str
    after: str
    worse: bool
    better: bool = False

    def __str__(self) -> str:
        sign = "✗" if self.worse else "✓" if self.better else "·"
        return f"{sign} {self.text}：{self.before or '（不答）'} → {self.after or '（不答）'}"


@dataclass(frozen=True)
class PathChange:
    """A service whose ways through it change."""

    service: str
    before: Paths | None
    after: Paths

    @property
    def worse(self) -> bool:
        """A service that was whole and now has a dead end."""
        return self.before is not None and len(self.after.dead_ends) > len(self.before.dead_ends)

    def __str__(self) -> str:
        sign, count = "✗" if self.worse else "·", self.before.count if self.before else 0
        ends = f"，{len(self.after.dead_ends)} 条走不通" if self.after.dead_ends else ""
        return f"{sign} {self.service}：{count} → {self.after.count} 条路径{ends}"


@dataclass(frozen=True)
class Impact:
    """Everything that publishing would change."""

    before: str
    after: str
    changes: tuple[Change, ...]
    paths: tuple[PathChange, ...]
    answers: tuple[Answered, ...]
    new_errors: tuple[str, ...]
    asked: int

    @property
    def regressions(self) -> tuple[str, ...]:
        """What gets worse, a line each."""
        return (
            *(str(answer) for answer in self.answers if answer.worse),
            *(str(path) for path in self.paths if path.worse),
            *self.new_errors,
        )

    def lines(self) -> Iterator[str]:
        """The report for people."""
        kinds = [change.kind for change in self.changes]
        yield f"{self.before} → {self.after}"
        yield (
            f"事项：新增 {kinds.count('added')}，修改 {kinds.count('changed')}，"
            f"删除 {kinds.count('removed')}"
        )
        yield from _some([str(c) for c in self.changes if c.kind != "added"])
        yield f"路径有变化的事项：{len(self.paths)}"
        yield from _some([str(path) for path in self.paths if path.before or path.worse])
        yield f"测评问题：{self.asked} 个，回答有变化 {len(self.answers)} 个"
        yield from _some(
            [str(answer) for answer in sorted(self.answers, key=lambda a: not a.worse)]
        )
        yield f"变差：{len(self.regressions)} 处"
        yield from _some([f"✗ {error}" for error in self.new_errors])


def impact(
    before: Catalog,
    after: Catalog,
    *,
    prove: Prove,
    answers: tuple[Answer, Answer],
    questions: Iterable[Asked],
) -> Impact:
    """Compares two versions; ``answers`` are how the old and the new one answer a question."""
    changes = diff(before, after)
    asked = tuple(questions)
    return Impact(
        before.version,
        after.version,
        changes,
        tuple(_paths(before, after, changes, prove)),
        tuple(answered(asked, answers, before.services)),
        tuple(_new_errors(before, after)),
        len(asked),
    )


def read_questions(paths: Iterable[Path]) -> Iterator[Asked]:
    """Questions about one service or none, of evaluation files; raises CatalogError."""
    for path in paths:
        try:
            rows = [
                json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()
            ]
            yield from (
                Asked(row["text"], frozenset(row.get("service") or ()))
                for row in rows
                if row.get("kind") in ("service", "out_of_catalog")
            )
        except (OSError, ValueError, KeyError, AttributeError) as error:
            why = getattr(error, "strerror", "") or 'a line is not like {"text", "kind", …}'
            raise CatalogError(f"{path} holds no evaluation questions: {why}") from error


def _paths(
    before: Catalog, after: Catalog, changes: tuple[Change, ...], prove: Prove
) -> Iterator[PathChange]:
    for change in changes:
        service = after.services.get(change.id)
        if service is None:
            continue
        old = before.services.get(change.id)
        found = PathChange(change.id, prove(old, before) if old else None, prove(service, after))
        if found.before != found.after:
            yield found


def answered(
    asked: Iterable[Asked], answers: tuple[Answer, Answer], known: Mapping[str, Service]
) -> Iterator[Answered]:
    """Questions answered otherwise; what no service was right for, a new one may answer."""
    for question in asked:
        before, after = (answer(question.text) for answer in answers)
        if before == after:
            continue
        was_right = before in question.right if question.right else not before
        is_right = after in question.right if question.right else after not in known
        worse, better = was_right and not is_right, is_right and not was_right
        yield Answered(question.text, before, after, worse, better)


def _new_errors(before: Catalog, after: Catalog) -> Iterator[str]:
    """Errors of the check in services that are not new: those are reported by `lint`."""
    known = {finding for finding in lint(before) if finding.severity == "error"}
    for finding in lint(after):
        new = finding.severity == "error" and finding not in known
        if new and finding.service in before.services:
            yield str(finding)


def _some(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for text in lines[:SHOWN] for line in text.split("\n"))
    if len(lines) > SHOWN:
        yield f"  … 还有 {len(lines) - SHOWN} 条"
