"""`banshi ask`: one question a line, each in a fresh conversation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Optional

import typer

from bot.cli import assistant
from bot.errors import MessageError

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
    yield from (line for line in arguments or _lines(sys.stdin.buffer) if line.strip())


def _lines(stream: Iterable[bytes]) -> Iterator[str]:
    """Lines of UTF-8; raises MessageError with the number of the first that is not."""
    for number, line in enumerate(stream, 1):
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise MessageError(f"line {number} of the input is not UTF-8") from error


def _plain(answered: dict[str, Any]) -> str:
    texts = "\n".join(message["text"] for message in answered["reply"])
    return f"> {answered['text']}\n{texts}\n"
