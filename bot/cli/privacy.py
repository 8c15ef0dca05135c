"""`banshi privacy …`: show or delete what is kept of one person's conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import redis.asyncio
import typer

from bot.cli.terminal import known_errors
from bot.errors import HandoffError
from bot.settings import Settings
from bot.stores.connect import connect, connect_sync, redis_url
from bot.stores.handles import handles
from bot.stores.personal import PersonalData

app = typer.Typer(no_args_is_help=True, help="One person's data.")
T = TypeVar("T")


@app.command()
def show(
    conversation: str = typer.Argument(..., help="Its id, or what the console calls it."),
) -> None:
    """Print everything kept of a conversation as JSON."""
    shown = _run(conversation, lambda data, name: data.show(name))
    if not shown["kept"]:
        _nothing(conversation)
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


@app.command()
def forget(
    conversation: str = typer.Argument(..., help="Its id, or what the console calls it."),
) -> None:
    """Delete everything kept of a conversation, for good."""
    count = _run(conversation, lambda data, name: data.forget(name))
    if not count:
        _nothing(conversation)
    typer.echo(f"{count} key(s) deleted")


def _nothing(conversation: str) -> NoReturn:
    """Ends alike for both: whoever mistyped an id must not believe that something was deleted."""
    typer.echo(f"banshi: nothing is kept of {conversation!r}", err=True)
    raise typer.Exit(1)


def _run(given: str, work: Callable[[PersonalData, str], Awaitable[T]]) -> T:
    async def inside(url: str) -> T:
        client = connect(url)
        try:
            return await work(PersonalData(client), await _id(client, given))
        finally:
            await client.close(close_connection_pool=True)

    with known_errors():
        url = redis_url(Settings.from_env())
        connect_sync(url).close()
        return asyncio.run(inside(url))


async def _id(client: redis.asyncio.Redis[bytes], given: str) -> str:
    """The id behind what the console calls a conversation; an id is one already."""
    try:
        return (await handles(client)).conversation(given)
    except HandoffError:
        return given
