"""`banshi catalog versions`, `diff`, `publish`, `rollback` and `preview`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from bot.catalog.diff import diff
from bot.catalog.versions import fingerprint
from bot.cli.terminal import known_errors, user
from bot.guidance.validity import in_force
from bot.library import Library
from bot.publishing import publish, review
from bot.runtime import runtime
from bot.stores.catalog import SHIPPED


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("versions")(versions_command)
    app.command("diff")(diff_command)
    app.command("publish")(publish_command)
    app.command("rollback")(rollback_command)
    app.command("preview")(preview_command)


def versions_command() -> None:
    """List the versions kept, which is in force, and what was put in force when and why."""
    with known_errors():
        library = runtime().library
        current = library.current()
        for about in library.store.versions():
            sign = "*" if about.name == current else " "
            typer.echo(
                f"{sign} {about.name}  {about.services} services  {about.made_by}  {about.note}"
            )
        typer.echo(f"{'*' if current == SHIPPED else ' '} {SHIPPED}")
        for record in library.store.history():
            forced = "forced: " if record.forced else ""
            typer.echo(
                f"{record.at}  {record.kind} {record.before} → {record.version}  "
                f"{record.by}  {forced}{record.reason}"
            )


def diff_command(before: str, after: str) -> None:
    """Print what changed between two versions, for people."""
    with known_errors():
        library = runtime().library
        changes = diff(library.catalog(before), library.catalog(after))
    for change in changes:
        typer.echo(str(change))
    typer.echo(f"{len(changes)} change(s)")


def publish_command(
    version: str = typer.Argument(SHIPPED, help="The version to put in force."),
    force: bool = typer.Option(False, help="Publish although something gets worse."),
    reason: str = typer.Option("", help="Why; recorded with the version."),
    dry_run: bool = typer.Option(False, help="Only print what would change."),
    questions: list[Path] = typer.Option(None, help="Evaluation questions (JSONL); else ours."),
) -> None:
    """Print what a version would change, then put it in force in every process at once.

    Without VERSION: the shipped folder as it is now, kept under a name of its own.
    """
    with known_errors():
        library = runtime().library
        if version == SHIPPED and _stands(library):
            typer.echo(f"nothing to do: {library.current()} in force is the folder as it is")
            return
        name = version
        if version == SHIPPED and not dry_run:
            name = _keep_folder(library)
        typer.echo("making both versions ready …", err=True)
        reviewed = review(runtime(), name, questions=questions or None)
        for line in reviewed.impact.lines():
            typer.echo(line)
        if dry_run:
            return
        publish(runtime(), reviewed, by=user(), force=force, reason=reason)
        typer.echo(f"{name} is in force; `banshi catalog rollback` takes it back")


def _stands(library: Library) -> bool:
    """Whether a version with the content of the shipped folder is in force already.

    The folder itself in force says nothing: a server has it as it was when that server started.
    """
    current = library.current()
    return current != SHIPPED and fingerprint(library.catalog(current)) == fingerprint(
        library.catalog(SHIPPED)
    )


def _keep_folder(library: Library) -> str:
    """Keeps the folder as a version: its name tells running servers that there is something new."""
    current = library.current()
    if current == SHIPPED:
        typer.echo(
            "what changed in the folder since the servers started is not known here", err=True
        )
    note = "the shipped folder"
    return library.keep(library.catalog(SHIPPED), by=user(), note=note, base=current)


def rollback_command(
    version: str = typer.Argument("", help="The version to go back to; else the one before."),
    reason: str = typer.Option("", help="Why; recorded."),
) -> None:
    """Put the version before back in force, at once and without a report."""
    with known_errors():
        before, after = runtime().library.rollback(to=version, by=user(), reason=reason)
    typer.echo(f"{before} → {after}")


def preview_command(
    version: str,
    question: list[str] = typer.Argument(..., help="What a person would ask."),
    as_of: datetime = typer.Option(None, formats=["%Y-%m-%d"], help="As if it were this day."),
) -> None:
    """Show which services a version that is not in force would answer with."""
    with known_errors():
        guide = runtime().make_guide(version)
    day = as_of.date() if as_of else runtime().today()
    for text in question:
        linked = guide.linker.link(text)
        typer.echo(f"> {text}  ({guide.catalog.version}, {day})")
        for candidate in linked.candidates[:3]:
            service = guide.catalog.services[candidate.service]
            state = in_force(service, day)
            typer.echo(f"  {candidate.score:.2f}  {service.name} ({service.id})  {state}")
        typer.echo(f"  {linked.none:.2f}  no service")
