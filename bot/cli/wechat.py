"""`banshi wechat …`: what is set at the WeChat account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.cli.terminal import known_errors
from bot.errors import SettingsError
from bot.library import Library
from bot.settings import Settings
from bot.stores.connect import connect, redis_url

if TYPE_CHECKING:
    from connectors.wechat.client import WechatClient

app = typer.Typer(no_args_is_help=True, help="The WeChat account (公众号).")
menu = typer.Typer(no_args_is_help=True, help="The menu below the chat.")
app.add_typer(menu, name="menu")
T = TypeVar("T")


@menu.command()
def push(
    file: Path = typer.Option(Path("data/wechat/menu.yml"), help="The menu."),
    check: bool = typer.Option(False, "--check", help="Only check the file."),
) -> None:
    """Check the menu against the catalogue in force and put it in place."""
    from connectors.wechat.menu import read_menu

    with known_errors():
        settings = Settings.from_env()
        made = read_menu(file, Library.open(settings).catalog("current"))
        if not check:
            _call(settings, lambda client: client.set_menu(made))
    titles = "、".join(button["name"] for button in made["button"])
    typer.echo(
        f"{titles}: " + ("the file is good" if check else "in place; phones see it in 5 min")
    )


@menu.command()
def show() -> None:
    """Print the menu the account has now."""
    with known_errors():
        found = _call(Settings.from_env(), lambda client: client.menu())
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _call(settings: Settings, work: Callable[[WechatClient], Awaitable[T]]) -> T:
    """Does one thing with the API, sharing the token of the running servers."""
    from connectors.wechat.client import WechatClient

    missing = [
        f"BANSHI_{name.upper()}"
        for name in ("wechat_appid", "wechat_app_secret")
        if not getattr(settings, name)
    ]
    if missing:
        raise SettingsError(f"{', '.join(missing)}: not set")

    async def inside(url: str) -> T:
        store = connect(url)
        client = WechatClient.of(settings, store)
        try:
            return await work(client)
        finally:
            await client.close()
            await store.close(close_connection_pool=True)

    return asyncio.run(inside(redis_url(settings)))
