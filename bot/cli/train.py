"""`banshi train`: train the Rasa model where it is out of date."""

from __future__ import annotations

import time
from pathlib import Path

import typer

from bot import logs
from bot.cli.terminal import known_errors
from bot.conversation import training
from bot.settings import Settings


def train(force: bool = typer.Option(False, help="Train even when nothing changed.")) -> None:
    """Train the assistant; silent when the model is up to date."""
    settings = Settings.from_env()
    root = Path()
    if not force and training.up_to_date(root, settings.models_dir):
        return
    typer.echo("model: training …")
    logs.configure(settings)
    started = time.perf_counter()
    with known_errors():
        model = training.train(root, settings.models_dir)
    typer.echo(f"model: {model.name} trained in {time.perf_counter() - started:.0f} s")
