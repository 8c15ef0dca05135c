"""`banshi ask`: one question a line, each in a fresh conversation."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Optional

import typer

from bot.cli import assistant

if TYPE_CHECKING:
    from bot.conversation.engine import Engine

DECISIONS = {
    "clarified": "clarify",
    "out_of_catalog": "reject",
    "out_of_scope": "reject",
    "refused": "reject",
    "failed": "reject",
    "controlled": "control",
    "handed_off": "handoff",
    "ticketed": "complaint",
}


def ask(
    text: Optional[list[str]] = typer.Argument(None, help="Questions; none reads standard input."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """Answer questions, one a line."""

    async def work(engine: Engine) -> None:
        for question in _questions(text):
            answered = await answer(engine, question)
            typer.echo(json.dumps(answered, ensure_ascii=False) if as_json else _plain(answered))

    assistant.run(work)


async def answer(engine: Engine, text: str) -> dict[str, Any]:
    """The line `banshi ask --json` prints for one question."""
    parse = await engine.parse(text)
    conversation = f"ask-{secrets.token_hex(8)}"
    reply = await engine.answer(conversation, text, channel="ask")
    await engine.forget(conversation)
    intent = parse["intent"]["name"]
    return {
        "text": text,
        "intent": intent,
        "aspect": intent[4:] if intent.startswith("ask_") else None,
        "services": [
            {
                "id": candidate["id"],
                "name": engine.runtime.guide.catalog.services[candidate["id"]].name,
                "score": candidate["score"],
            }
            for candidate in parse["services"]["candidates"]
        ],
        "decision": decision(reply),
        "reply": reply["messages"],
    }


def decision(reply: dict[str, Any]) -> str:
    """What was decided, in the words of the question sets."""
    return DECISIONS.get(reply["outcome"], "answer")


def _questions(arguments: list[str] | None) -> Iterator[str]:
    lines = arguments if arguments else (line.rstrip("\n") for line in sys.stdin)
    yield from (line for line in lines if line.strip())


def _plain(answered: dict[str, Any]) -> str:
    texts = "\n".join(message["text"] for message in answered["reply"])
    return f"> {answered['text']}\n{texts}\n"
