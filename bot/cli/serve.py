"""`banshi serve`: the web server with everything in it, in one process or several."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Optional

import typer

from bot.cli.terminal import known_errors
from bot.errors import SettingsError
from bot.settings import Settings


def serve(
    host: Optional[str] = typer.Option(None, help="Address to listen on."),
    port: Optional[int] = typer.Option(None, help="Port to listen on."),
    workers: Optional[int] = typer.Option(None, help="Processes that serve."),
) -> None:
    """Serve web, WeChat and console on one port."""
    started = time.perf_counter()
    # To be told to stop is how a server ends well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with known_errors():
        _serve(Settings.from_env(host=host, port=port, workers=workers), started)


def _serve(settings: Settings, started: float) -> None:
    from bot import logs

    logs.configure(settings)
    if settings.workers > 1:
        _count_together(settings.data_dir / "metrics")
    from connectors import serving

    check(settings)
    where = f"{settings.host}:{settings.port}"
    try:
        listener = serving.listen(settings.host, settings.port)
    except OSError as error:
        raise SettingsError(f"cannot listen on {where}: {error.strerror}") from error
    typer.echo("banshi: starting …")

    def ready() -> None:
        seconds = time.perf_counter() - started
        typer.echo(f"banshi: ready on http://{where} after {seconds:.1f} s")

    if settings.workers > 1:
        serving.serve_together(settings, listener, ready=ready)
    else:
        serving.serve_alone(settings, listener, ready=ready)


def check(settings: Settings) -> None:
    """Reads what parts of the server would read of the settings later, where a line is no help."""
    from bot.guidance.calendar import is_working_day
    from bot.handoff.hours import Hours
    from connectors.console.identity import read_roles
    from connectors.wechat.account import Account

    Hours.read(settings.staff_hours, works=is_working_day)
    read_roles(settings.oidc_roles)
    if settings.wechat_token:
        Account.of(settings)


def _count_together(folder: Path) -> None:
    """Tells the Prometheus client, before it is imported, where processes count together."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise SettingsError(
            f"cannot write to {folder}: {error.strerror}; set BANSHI_DATA_DIR"
        ) from error
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())
