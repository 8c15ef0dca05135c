"""Serves the application: one process alone, or several behind one socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot import runtime
from bot.settings import Settings
from connectors.app import create_app, load_engine
from connectors.heads import CappedHeads
from connectors.workers import Work, Workers

BACKLOG = 4096
GRACE_SECONDS = 15
GOODBYE_SECONDS = 0.5
"""Answers say `Connection: close` meanwhile: a connection closed just as its client sends the
next message would lose it."""

IDLE_SECONDS = 75
"""Longer than nginx keeps an idle connection (60 s), so that the proxy is the one to close it."""


class Server(uvicorn.Server):
    """Lets go of event streams when it is told to stop; they would never end by themselves."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        super().__init__(_config(app, settings))
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, says good-bye to clients, then finishes the requests under way."""
        gateway = getattr(self._app.state, "gateway", None)
        if gateway is not None:
            for listening in self.servers:
                listening.close()
            gateway.engine.end_streams()
            await asyncio.sleep(GOODBYE_SECONDS)
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; raises OSError when the port cannot be had."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    made.listen(BACKLOG)
    made.set_inheritable(True)
    return made


def serve_alone(settings: Settings, listener: socket.socket, *, ready: Callable[[], None]) -> None:
    """One process that does everything; raises BotError where it cannot begin."""
    engine = asyncio.run(load_engine())
    Server(create_app(settings, engine=engine, ready=ready), settings).run(sockets=[listener])


def serve_together(
    settings: Settings, listener: socket.socket, *, ready: Callable[[], None]
) -> None:
    """A parent with ``settings.workers`` forked workers."""
    folder = settings.data_dir / "metrics"

    def load() -> Work:
        runtime.use(None)
        engine = asyncio.run(load_engine())

        def work(can_answer: Callable[[], None]) -> None:
            app = create_app(settings, engine=engine, ready=can_answer)
            Server(app, settings).run(sockets=[listener])

        return work

    Workers(settings.workers, load=load, died=lambda child: _forget(folder, child)).run(ready=ready)


def _forget(folder: Path, child: int) -> None:
    """Drops the gauges of a dead worker; its counters stay."""
    for file in folder.glob(f"gauge_live*_{child}.db"):
        file.unlink(missing_ok=True)


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=IDLE_SECONDS,
        backlog=BACKLOG,
        http=CappedHeads,
    )
