"""`banshi eval …`: scores and proofs, measured anew each time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

from bot.cli import assistant, evaluate_questions
from bot.cli.terminal import known_errors
from bot.errors import UnknownServiceError

if TYPE_CHECKING:
    from bot.catalog.model import Catalog, LifeEvent, Service
    from bot.conversation.engine import Engine
    from bot.evaluation.paths import WalkReport

app = typer.Typer(no_args_is_help=True, help="Scores and proofs.")
SCRIPTS = Path("tests/dialogues")

app.command()(evaluate_questions.questions)


@app.command()
def dialogues(
    folder: Path = typer.Argument(SCRIPTS, exists=True, file_okay=False, help="Folder of scripts."),
) -> None:
    """Play dialogue scripts through the assistant and count what went wrong."""

    from bot.evaluation.dialogues import read_scripts

    # Before the assistant is loaded: a wrong folder is told at once.
    with known_errors():
        scripts = read_scripts(folder)

    async def work(engine: Engine) -> None:
        from bot.evaluation.dialogue_run import run_scripts

        report = await run_scripts(engine, scripts)
        for failure in report.failures:
            typer.echo(str(failure))
        typer.echo(
            f"{report.completed}/{report.scripts} scripts completed, {report.turns} turns, "
            f"{report.dead_ends} dead end(s)\n"
            f"questions that led to a checklist {report.questions}, needed {report.least}\n"
            f"checklists {report.checklists}, equal to the catalogue's {report.exact}\n"
            f"answers resting on the catalogue {report.cited}, "
            f"in the same words when worked out again {report.replayed}"
        )
        if report.failures or report.dead_ends:
            raise typer.Exit(1)

    assistant.run(work)


@app.command()
def paths(
    ids: Optional[list[str]] = typer.Argument(None, help="Services; none means all."),
    most: int = typer.Option(2000, help="Services with more ways than this are sampled."),
    events: int = typer.Option(200, help="Ways sampled of each life event."),
    seed: int = typer.Option(1, help="Seed of the sample."),
) -> None:
    """Walk every way of every service through the running assistant."""
    from bot.evaluation.paths import walk_service
    from bot.evaluation.walker import Walker
    from bot.runtime import runtime

    with known_errors():
        guide = runtime().guide
        _known(guide.catalog, ids or ())
    walker = Walker(guide)
    owners: list[Service | LifeEvent] = [
        *guide.catalog.services.values(),
        *guide.catalog.life_events.values(),
    ]
    wanted = [owner for owner in owners if not ids or owner.id in ids]
    reports: list[WalkReport] = []
    life_events: list[WalkReport] = []
    for owner in wanted:
        limit = most if owner.id in guide.catalog.services else events
        report = walk_service(walker, owner, seed=seed, most=limit)
        (reports if owner.id in guide.catalog.services else life_events).append(report)
        kind = "sampled" if report.sampled else "all"
        typer.echo(
            f"{owner.id}: {report.paths} ways ({kind}), {report.checklists} checklists, "
            f"{report.not_eligible} not eligible, {report.handed_over} handed over, "
            f"{report.expired} expired, {len(report.faults)} fault(s)"
        )
        for fault in report.faults[:10]:
            typer.echo(f"  {fault}")
    for kind, found in (("services", reports), ("life events", life_events)):
        typer.echo(_summed(kind, found))
    if any(report.faults for report in (*reports, *life_events)):
        raise typer.Exit(1)


def _known(catalog: Catalog, ids: Iterable[str]) -> None:
    for name in ids:
        if name not in catalog.services and name not in catalog.life_events:
            raise UnknownServiceError(f"no service or life event has the id {name!r}")


def _summed(kind: str, reports: list[WalkReport]) -> str:
    """The totals of one kind of owner in a line."""

    def total(name: str) -> int:
        return sum(getattr(report, name) for report in reports)

    sampled = sum(report.sampled for report in reports)
    faults = sum(len(report.faults) for report in reports)
    return (
        f"{len(reports)} {kind} ({sampled} sampled): {total('paths')} ways, {faults} fault(s), "
        f"checklists equal to the catalogue's {total('exact')}/{total('checklists')}, "
        f"steps walked to the end {total('completed')}, not eligible {total('not_eligible')}, "
        f"handed over {total('handed_over')}, expired {total('expired')}; "
        f"questions asked {total('questions')}"
        + (f", on a form {total('form')}" if total("form") else "")
    )
