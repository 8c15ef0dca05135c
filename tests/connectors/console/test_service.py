"""What runs beside the requests goes on whatever happens, and ends when the process does."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest
import redis.asyncio

from bot.stores.events import EventStore
from connectors.console import service
from connectors.console.service import ConsoleService


def console(client: redis.asyncio.Redis, *tasks: asyncio.Task[None]) -> ConsoleService:
    """A console that has nothing but these tasks and its events."""
    none: Any = None
    events = EventStore(client, days=1)
    return ConsoleService(none, none, none, none, events, *[none] * 5, _tasks=tasks)


async def test_work_that_breaks_is_done_again(
    client: redis.asyncio.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)
        raise OSError(28, "No space left on device")

    task = asyncio.create_task(service._every(0.001, work))
    while len(done) < 3:
        await asyncio.sleep(0.001)
    await console(client, task).stop()
    assert task.cancelled() and "No space left" in caplog.text


async def test_stopping_ends_everything_and_writes_what_was_noted(
    client: redis.asyncio.Redis,
) -> None:
    async def broken() -> None:
        raise OSError("gone")

    async def endless() -> None:
        await asyncio.sleep(3600)

    tasks = [asyncio.create_task(work()) for work in (broken, endless)]
    await asyncio.sleep(0)
    made, name = console(client, *tasks), secrets.token_hex(6)
    made.events.note({"conversation": "", "text": name})
    await made.stop()
    assert all(task.done() for task in tasks)
    assert [e for e in await EventStore(client, days=1).read(days=1) if e["text"] == name]
