"""`banshi serve`: the web server with everything in one process."""

from __future__ import annotations

import socket
import time
from typing import Optional

import typer

from bot.errors import BotError
from bot.settings import Settings


def serve(
    host: Optional[str] = typer.Option(None, help="Address to listen on."),
    port: Optional[int] = typer.Option(None, help="Port to listen on."),
) -> None:
    """Serve web, WeChat and console on one port."""
    started = time.perf_counter()
    try:
        settings = Settings.from_env()
        listen = (host or settings.host, port or settings.port)
        _check_port(*listen)
    except BotError as error:
        typer.echo(f"banshi: {error}", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"banshi: cannot listen on {listen[0]}:{listen[1]}: {error.strerror}", err=True)
        raise typer.Exit(1) from error
    typer.echo("banshi: starting …")
    from bot import logs

    logs.configure(settings)
    import uvicorn

    from connectors.app import create_app

    app = create_app(settings, started=started)
    uvicorn.run(
        app, host=listen[0], port=listen[1], ws="none", log_level="warning", access_log=False
    )


def _check_port(host: str, port: int) -> None:
    """Raises OSError when the port cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
