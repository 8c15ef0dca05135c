"""`banshi catalog import` and `export`."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from bot.catalog.importers.files import read_files
from bot.catalog.importers.merge import merged
from bot.catalog.importers.report import Report
from bot.catalog.importers.workbook_write import write_workbook
from bot.cli.terminal import known_errors, progress_bar, user
from bot.errors import ImportFailed
from bot.library import CURRENT, Library
from bot.settings import Settings

XLSX = ".xlsx"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("import")(import_command)
    app.command("export")(export_command)


def import_command(
    files: list[Path] = typer.Argument(..., help="A workbook, the Guangdong export, or tables."),
    onto: str = typer.Option(CURRENT, help="The version the services are added to."),
    report: Path = typer.Option(None, help="Write the whole report here, one JSON object a line."),
    dry_run: bool = typer.Option(False, help="Only report; keep nothing."),
) -> None:
    """Read a file into a new version that is kept, but not in force until it is published."""
    with known_errors():
        library = Library.open(Settings.from_env())
        with progress_bar("reading") as bar:
            imported = read_files(files, progress=bar)
        base = library.catalog(onto)
        after, found = merged(base, imported)
        if report:
            _write(report, found)
        for line in found.shown():
            typer.echo(line)
        typer.echo(found.summary())
        if not imported.services:
            raise ImportFailed("no row could be taken; nothing was changed")
        if dry_run:
            return
        note = f"import of {', '.join(path.name for path in files)}: {found.summary()}"
        name = library.keep(after, by=user(), note=note, base=base.version)
        typer.echo(f"kept as {name}; see `banshi catalog diff {onto} {name}`,")
        typer.echo(f"then `banshi catalog publish {name}`")


def export_command(
    file: Path = typer.Argument(..., help="The workbook to write (.xlsx)."),
    version: str = typer.Option(CURRENT, "--version", help="The version to export."),
) -> None:
    """Write a version as a workbook that can be edited and imported again."""
    with known_errors():
        if file.suffix.lower() != XLSX:
            raise ImportFailed(f"{file}: only a workbook is written; name it {file.stem}{XLSX}")
        catalog = Library.open(Settings.from_env()).catalog(version)
        data = write_workbook(catalog)
        part = file.with_name(f".{file.name}.part")
        try:
            part.write_bytes(data)
            part.replace(file)
        except OSError as error:
            raise ImportFailed(f"cannot write {file}: {error.strerror}") from error
    typer.echo(f"{file}: {len(catalog.services)} services, {len(data) / 1e6:.1f} MB")


def _write(path: Path, report: Report) -> None:
    lines = (json.dumps(vars(line), ensure_ascii=False) for line in report.lines)
    try:
        path.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise ImportFailed(f"cannot write {path}: {error.strerror}") from error
