"""An engine for one command, with errors as one clear line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.cli.terminal import known_errors
from bot.settings import Settings


def run(work: Callable[..., Awaitable[None]]) -> None:
    """Runs ``work(engine)`` and closes the engine; a known error ends in one line and exit 1."""
    with known_errors():
        asyncio.run(_with_engine(work))


async def _with_engine(work: Callable[..., Awaitable[None]]) -> None:
    from bot import logs, runtime

    settings = Settings.from_env()
    logs.configure(settings)
    from bot.conversation.engine import Engine

    made = runtime.runtime()
    engine = await Engine.load(made)
    try:
        await work(engine)
    finally:
        await engine.close()
