"""What commands share: one clear line for a known error, and a progress bar."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress

from bot.errors import BotError, CatalogFileError


@contextmanager
def known_errors() -> Iterator[None]:
    """A known error ends in its message and exit 1, never in a stack trace."""
    try:
        yield
    except CatalogFileError as error:
        typer.echo(f"banshi: the catalogue is broken:\n{error}", err=True)
        raise typer.Exit(1) from error
    except BotError as error:
        typer.echo(f"banshi: {error}", err=True)
        raise typer.Exit(1) from error


@contextmanager
def progress_bar(title: str) -> Iterator[ProgressBar]:
    """A bar on standard error; nothing where that is no terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield ProgressBar(bar, bar.add_task(title, total=None))


class ProgressBar:
    """Called with how much is done, of how much."""

    def __init__(self, bar: Progress, task: object) -> None:
        self._bar, self._task = bar, task

    def __call__(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)  # type: ignore[arg-type]


def user() -> str:
    """Who is at the terminal, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
