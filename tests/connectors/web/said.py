"""Long conversations, written as turns write them."""

from __future__ import annotations

import json

from bot.stores import keys
from tests.faults.redis_server import RedisServer


def written(store: RedisServer, conversation: str, lines: int) -> None:
    """A conversation of so many lines, 「第 1 句」 and on, by turns of both sides."""
    with store.client() as client:
        for seq in range(1, lines + 1):
            sender = "citizen" if seq % 2 else "bot"
            message = {"from": sender, "kind": "text", "text": f"第 {seq} 句。"}
            key = keys.conversation(conversation, "log")
            client.xadd(key, {"m": json.dumps(message)}, id=f"{seq}-0")
        client.hset(keys.conversation(conversation, "state"), "seq", str(lines))
