"""`banshi …`, one command a file."""

from __future__ import annotations

import typer

from bot.cli import catalog

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Banshi 办事")
app.add_typer(catalog.app, name="catalog")


def main() -> None:
    """Entry point of the ``banshi`` command."""
    app()
