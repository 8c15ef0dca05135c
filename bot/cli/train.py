"""`banshi train`: train the Rasa model and fit the linker where they are out of date."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import typer

from bot import logs
from bot.catalog.load import load_catalog
from bot.cli.terminal import known_errors
from bot.conversation import training
from bot.settings import Settings


def train(force: bool = typer.Option(False, help="Train even when nothing changed.")) -> None:
    """Train the assistant; silent when it is up to date."""
    settings = Settings.from_env()
    root = Path()
    model = force or not training.model_up_to_date(root, settings.models_dir)
    linker = force or not training.linker_up_to_date(root, settings)
    if not (model or linker):
        return
    what = " and ".join(["the model"] * model + ["the linker"] * linker)
    logs.configure(settings)
    with known_errors():
        # Minutes of training are not to end in a word about a file that was there from the start.
        load_catalog(settings.catalog_dir, phrases=settings.phrases_dir)
    # Rasa's own switch for its progress bars, which fill a log with hundreds of lines.
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    beside = ProcessPoolExecutor(1, get_context("spawn"), logs.configure, (settings,))
    with _told(f"training {what}"), beside:
        # Each leaves half of two cores idle.
        fitted = beside.submit(training.fit_linker, root, settings) if linker else None
        if model:
            training.train(root, settings.models_dir)
        if fitted:
            fitted.result()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Says what is done, and afterwards how long it took; a known error ends in one line."""
    typer.echo(f"{what} …")
    started = time.perf_counter()
    with known_errors():
        yield
    typer.echo(f"{what} took {time.perf_counter() - started:.0f} s")
