"""`banshi catalog …`: look at, check and prove the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Optional

import typer

from bot.catalog.lint import RULES, Finding, lint
from bot.catalog.load import load_catalog, unowned_phrases
from bot.catalog.model import Catalog
from bot.catalog.quality import Score, by_department, scores
from bot.cli import catalog_files, catalog_versions
from bot.cli.terminal import known_errors
from bot.errors import UnknownServiceError
from bot.guidance.paths import overall, prove
from bot.library import Library
from bot.settings import Settings
from bot.stores.catalog import SHIPPED

app = typer.Typer(no_args_is_help=True, help="The catalogue of services.")
catalog_files.register(app)
catalog_versions.register(app)

VERSION = typer.Option(SHIPPED, "--version", help="A version, `current`, or the shipped folder.")
OWN = "name it after the id of a service, or remove it"
IDS = typer.Argument(None, help="Service ids; none means all.")


def load(version: str) -> Catalog:
    """A version; the shipped folder is read without Redis."""
    settings = Settings.from_env()
    if version == SHIPPED:
        return load_catalog(settings.catalog_dir, phrases=settings.phrases_dir)
    return Library.open(settings).catalog(version)


@app.command("lint")
def lint_command(
    ids: Optional[list[str]] = IDS,
    version: str = VERSION,
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    quality: bool = typer.Option(False, help="Scores by service and department instead."),
    rules: bool = typer.Option(False, help="List the rules instead."),
) -> None:
    """Check the catalogue; with IDS, show only what concerns those services."""
    if rules:
        for rule in RULES:
            typer.echo(f"{rule.id}  {rule.severity:7}  {rule.finds} → {rule.mend}")
        typer.echo(f"P001  warning  A file of phrases that belongs to no service. → {OWN}")
        return
    with known_errors():
        catalog = load(version)
        _known(catalog, ids)
        if quality:
            _print_scores(catalog, ids)
            return
        found = [*lint(catalog), *(_unowned(catalog) if version == SHIPPED else ())]
        findings = [finding for finding in found if not ids or finding.service in ids]
    for finding in findings:
        typer.echo(_as_json(finding) if as_json else str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    typer.echo(f"{len(findings)} finding(s), {errors} error(s)", err=as_json)
    if errors:
        raise typer.Exit(1)


def _unowned(catalog: Catalog) -> Iterator[Finding]:
    """What stands beside the folder of the catalogue, and would be read by nobody."""
    for path in unowned_phrases(Settings.from_env().phrases_dir, catalog.services):
        yield Finding("P001", "warning", path.stem, "", f"no service reads {path}", OWN)


def _as_json(finding: Finding) -> str:
    return json.dumps(vars(finding), ensure_ascii=False)


def _known(catalog: Catalog, ids: list[str] | None) -> None:
    for service in ids or ():
        if service not in catalog.services:
            raise UnknownServiceError(f"no service has the id {service!r}")


def _print_scores(catalog: Catalog, ids: list[str] | None) -> None:
    found = {key: score for key, score in scores(catalog).items() if not ids or key in ids}
    for key, score in sorted(found.items(), key=lambda pair: pair[1].total):
        typer.echo(_score_line(f"{catalog.services[key].name} ({key})", score))
        for missing in score.missing if ids else ():
            typer.echo(f"       - {missing}")
    if not ids:
        for department, score in by_department(catalog).items():
            typer.echo(_score_line(f"部门 {department}", score))


def _score_line(name: str, score: Score) -> str:
    parts = "  ".join(f"{dimension} {value:.0f}" for dimension, value in score.dimensions.items())
    return f"{score.total:5.1f}  {name}  {parts}"


@app.command()
def paths(ids: Optional[list[str]] = IDS, version: str = VERSION) -> None:
    """Prove that every combination of answers ends well, and print how many questions it takes."""
    with known_errors():
        catalog = load(version)
        _known(catalog, ids)
    reports = prove(catalog, ids or ())
    for report in reports:
        typer.echo(
            f"{report.service}: {report.paths} paths, {report.shortest}-{report.longest} "
            f"questions, mean {report.mean:.2f}, {len(report.dead_ends)} dead end(s)"
        )
        for dead_end in report.dead_ends:
            typer.echo(f"  {dead_end}")
    typer.echo(overall(reports))
    if any(report.dead_ends for report in reports):
        raise typer.Exit(1)


@app.command()
def show(service: str, version: str = VERSION) -> None:
    """Print everything a version says about one service, as JSON."""
    with known_errors():
        catalog = load(version)
        _known(catalog, [service])
    full = catalog.services[service].json(by_alias=True, exclude_defaults=True, ensure_ascii=False)
    typer.echo(json.dumps(json.loads(full), ensure_ascii=False, indent=2))
