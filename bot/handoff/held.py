"""Strict mode: answers of the bot that wait until somebody has looked at them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from bot.replies import Message, Outcome


@dataclass(frozen=True)
class Held:
    """Answers of one conversation that wait, with a name that changes whenever they do."""

    id: str
    at: float
    messages: tuple[dict[str, Any], ...]
    outcome: str

    @classmethod
    def read(cls, raw: str) -> Held | None:
        """What ``kept`` wrote; None where nothing waits."""
        if not raw:
            return None
        found = orjson.loads(raw)
        return cls(found["id"], found["at"], tuple(found["messages"]), found["outcome"])

    @classmethod
    def after(cls, earlier: Held | None, messages: Sequence[Message], outcome: Outcome) -> Held:
        """One more answer behind those that wait already."""
        before = earlier.messages if earlier else ()
        made = tuple(orjson.loads(orjson.dumps(message)) for message in messages)
        at = earlier.at if earlier else time.time()
        return cls(secrets.token_hex(8), at, before + made, outcome)

    @property
    def text(self) -> str:
        """All of it as one text, for somebody to read and edit."""
        return "\n".join(str(message["text"]) for message in self.messages)

    def kept(self) -> str:
        """The form in which it is kept."""
        return orjson.dumps(asdict(self)).decode()

    def approved(self) -> list[dict[str, Any]]:
        """The lines as they go into the log; channels that push know them by ``approved``."""
        return [
            {"from": "bot", **{k: v for k, v in message.items() if k != "seq"}, "approved": True}
            for message in self.messages
        ]
