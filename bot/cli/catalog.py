"""`banshi catalog …`: look at, check and prove the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

from bot.catalog.lint import lint
from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog
from bot.errors import CatalogFileError
from bot.guidance.paths import prove_service

app = typer.Typer(no_args_is_help=True, help="The catalogue of services.")

CATALOG = Path("data/catalog")
PHRASES = Path("data/phrases")


def _load() -> Catalog:
    try:
        return load_catalog(CATALOG, phrases=PHRASES)
    except CatalogFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command("lint")
def lint_command(ids: Optional[list[str]] = typer.Argument(None)) -> None:
    """Check the catalogue; with IDS, show only what concerns those services."""
    findings = [f for f in lint(_load()) if not ids or f.service in ids]
    for finding in findings:
        typer.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    typer.echo(f"{len(findings)} finding(s), {errors} error(s)")
    if errors:
        raise typer.Exit(1)


@app.command()
def paths(ids: Optional[list[str]] = typer.Argument(None)) -> None:
    """Prove that every combination of answers ends well, and print how many questions it takes."""
    catalog = _load()
    reports = [
        prove_service(service, catalog)
        for service in catalog.services.values()
        if not ids or service.id in ids
    ]
    for report in reports:
        typer.echo(
            f"{report.service}: {report.paths} paths, {report.shortest}-{report.longest} questions, "
            f"mean {report.mean:.2f}, {len(report.dead_ends)} dead end(s)"
        )
        for dead_end in report.dead_ends:
            typer.echo(f"  {dead_end}")
    if any(report.dead_ends for report in reports):
        raise typer.Exit(1)
