"""`banshi chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import typer

from bot.cli import assistant
from bot.privacy.pieces import read

if TYPE_CHECKING:
    from bot.conversation.engine import Engine


def chat(
    conversation: str = typer.Option("", help="Id of a conversation to go on with."),
) -> None:
    """Talk to the assistant; an empty line or Ctrl-D ends."""

    async def work(engine: Engine) -> None:
        name = conversation or f"chat-{secrets.token_hex(6)}"
        typer.echo(f"会话 {name}，直接输入问题，空行结束。")
        while text := await asyncio.to_thread(_read):
            reply = await engine.answer(name, read(text), channel="chat")
            for message in reply["messages"]:
                typer.echo(f"\n{message['text']}")
                if message["options"]:
                    typer.echo("  ".join(f"[{choice['label']}]" for choice in message["options"]))

    assistant.run(work)


def _read() -> str:
    try:
        return input("\n> ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""
