"""`banshi eval questions`: how well questions are understood, overall, by kind and by slice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

import typer
from rich.console import Console
from rich.table import Table

from bot.cli import assistant
from bot.cli.terminal import known_errors
from bot.errors import QuestionFileError
from bot.evaluation.questions import Question, read_questions, strangers

if TYPE_CHECKING:
    from bot.conversation.engine import Engine

COLUMNS = {
    "questions": "n",
    "top1": "top-1",
    "top3": "top-3",
    "decision": "decision",
    "wrong_answers": "wrong answers",
    "answered_without_service": "answered, no service",
    "aspect": "aspect",
}


def questions(
    files: Optional[list[Path]] = typer.Argument(None, help="Question files (JSONL)."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object for machines."),
    mistakes: Optional[Path] = typer.Option(None, help="Writes every mistake to this file."),
    compare: Optional[tuple[Path, Path]] = typer.Option(
        None, "--compare", help="Compares two reports written with --json instead of measuring."
    ),
) -> None:
    """Measure how well question sets are understood."""
    if compare:
        with known_errors():
            before, after = map(_report, compare)
        _print_comparison(before, after)
        return
    if not files:
        raise typer.BadParameter("name at least one question file, or --compare A B")
    # All that can be wrong with files is said before minutes of measuring.
    with known_errors():
        asked = read_questions(files)
        if mistakes:
            _writable(mistakes)

    async def work(engine: Engine) -> None:
        measured, wrong = await _measure(engine, files, asked)
        if mistakes:
            mistakes.write_text("".join(f"{line}\n" for line in wrong), "utf-8")
        typer.echo(json.dumps(measured, ensure_ascii=False)) if as_json else _print(measured)

    assistant.run(work)


def _report(path: Path) -> dict[str, Any]:
    """A report of `--json`; raises QuestionFileError."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise QuestionFileError(f"{path}: not a report of `eval questions --json`") from error
    if not isinstance(found, dict) or not {"overall", "kinds", "slices"} <= found.keys():
        raise QuestionFileError(f"{path}: not a report of `eval questions --json`")
    return found


def _writable(path: Path) -> None:
    try:
        path.open("a").close()
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be written: {error.strerror}") from error


async def _measure(
    engine: Engine, files: list[Path], asked: Sequence[Question]
) -> tuple[dict[str, Any], list[str]]:
    from bot.evaluation.question_run import run_questions
    from bot.evaluation.question_scores import report

    if lacking := strangers(asked, engine.runtime.guide.catalog.services):
        typer.echo(f"banshi: the catalogue has no {', '.join(lacking)}", err=True)
    understood = await run_questions(engine, asked)
    configuration = {
        "files": [path.name for path in files],
        "catalog_version": engine.runtime.guide.catalog.version,
    }
    wrong = [
        json.dumps(
            {
                "text": one.question.text,
                "expected": [one.question.decision, one.question.services, one.question.aspect],
                "actual": [one.decision, one.services[:3], one.aspect],
            },
            ensure_ascii=False,
        )
        for one in understood
        if not (
            one.right_decision
            and (one.question.kind != "service" or (one.found(1) and one.right_aspect))
        )
    ]
    return report(understood, configuration=configuration).as_json(), wrong


def _print(measured: dict[str, Any]) -> None:
    console = Console()
    rows = [("overall", measured["overall"]), *measured["kinds"].items()]
    console.print(_table("Questions", rows))
    console.print(_table("By slice", measured["slices"].items()))
    trust = Table("score of the first candidate", "n", "mean score", "right", title="Reliability")
    for one in measured["reliability"]:
        cells = (f"{one['low']:.1f}-", one["questions"], one["mean_score"], one["right"])
        trust.add_row(*map(str, cells))
    console.print(trust)
    worst = Table("meant", "taken for", "times", title="Worst confusions")
    for right, taken, times in measured["confusions"]:
        worst.add_row(right, taken, str(times))
    console.print(worst)


def _table(title: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> Table:
    table = Table("", *COLUMNS.values(), title=title)
    for name, scores in rows:
        table.add_row(name, *(_cell(scores[column]) for column in COLUMNS))
    return table


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.1%}"


def _print_comparison(before: dict[str, Any], after: dict[str, Any]) -> None:
    """What changed between two reports, in percentage points."""
    table = Table("", *list(COLUMNS.values())[1:], title="Change in percentage points")
    groups = [("overall", before["overall"], after["overall"])]
    for part in ("kinds", "slices"):
        shared = [name for name in before[part] if name in after[part]]
        groups += [(name, before[part][name], after[part][name]) for name in shared]
    for name, old, new in groups:
        table.add_row(name, *(_change(old[c], new[c]) for c in list(COLUMNS)[1:]))
    Console().print(table)


def _change(old: float | None, new: float | None) -> str:
    return "" if old is None or new is None else f"{(new - old) * 100:+.1f}"
