"""`banshi receipt CODE`: an answer given before, in the same words, and what it rested on."""

from __future__ import annotations

import asyncio
from typing import Any

import typer

from bot import runtime
from bot.errors import BotError
from bot.guidance.receipt import unfold
from bot.settings import Settings
from bot.stores.codes import Codes, find_code
from bot.stores.connect import connect, redis_url


def receipt(code: str = typer.Argument(..., help="The code of the receipt (凭证).")) -> None:
    """Print an answer given before in the same words, and what it rested on."""
    named = find_code(code)
    try:
        found = asyncio.run(_read(named)) if named else None
    except BotError as error:
        typer.echo(f"banshi: {error}", err=True)
        raise typer.Exit(1) from error
    if named is None or found is None:
        typer.echo(f"banshi: no receipt {code!r}; codes look like 7KQ2-M4XP", err=True)
        raise typer.Exit(1)
    typer.echo(unfold(found, named))
    typer.echo(f"原话（{found['at']}）：\n" + "\n".join(found["words"]))
    version = runtime.runtime().guide.catalog.version
    same = version == found["catalog_version"]
    typer.echo("现行目录仍是这一版。" if same else f"现行目录是 {version} 版，现在的说法可能不同。")


async def _read(code: str) -> dict[str, Any] | None:
    client = connect(redis_url(Settings.from_env()))
    try:
        return await Codes(client).receipt(code)
    finally:
        await client.close()
