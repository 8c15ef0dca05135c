"""`banshi ask`: one question a line, each in a fresh conversation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Optional

import typer

from bot.cli import assistant

if TYPE_CHECKING:
    from bot.conversation.engine import Engine


def ask(
    text: Optional[list[str]] = typer.Argument(None, help="Questions; none reads standard input."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """Answer questions, one a line."""

    async def work(engine: Engine) -> None:
        from bot.conversation.understanding import understand

        for question in _questions(text):
            answered = await understand(engine, question)
            typer.echo(json.dumps(answered, ensure_ascii=False) if as_json else _plain(answered))

    assistant.run(work)


def _questions(arguments: list[str] | None) -> Iterator[str]:
    lines = arguments if arguments else (line.rstrip("\n") for line in sys.stdin)
    yield from (line for line in lines if line.strip())


def _plain(answered: dict[str, Any]) -> str:
    texts = "\n".join(message["text"] for message in answered["reply"])
    return f"> {answered['text']}\n{texts}\n"
