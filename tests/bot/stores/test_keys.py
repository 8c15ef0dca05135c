"""Scripts touch one slot of a Redis Cluster each; a monitor of a real server is the witness."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import redis

from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.rates import Rates
from bot.stores.turns import Turns, Writer

pytestmark = pytest.mark.redis


def slot(key: str) -> str:
    """What decides the slot: the part in braces, else the whole key (Cluster specification)."""
    tag = re.search(r"\{([^}]+)\}", key)
    return tag.group(1) if tag else key


async def test_every_script_stays_in_one_slot(redis_url: str) -> None:
    client = connect(redis_url)
    watcher = redis.Redis.from_url(redis_url)
    seen: list[list[str]] = []
    with watcher.monitor() as monitor:
        turns = Turns(client, hold_seconds=2, expiry_seconds=60)
        turn = await turns.open("slots", message_id="m", wait=1, writer=Writer(9))
        reply: dict[str, object] = {"messages": []}
        await turns.commit(turn, tracker="{}", reply=reply, said=[{"from": "bot"}])
        await turns.release(await turns.open("slots", wait=1))
        await Rates(client).allows("write", "somebody", per_minute=1)
        await client.set("test:end", "1")
        while True:
            parts = (await asyncio.to_thread(monitor.next_command))["command"].split(" ")
            if "test:end" in parts:
                break
            if parts[0] == "EVALSHA":
                seen.append(parts[3 : 3 + int(parts[2])])
    watcher.connection_pool.disconnect()
    await client.close(close_connection_pool=True)
    assert len(seen) >= 5
    assert [names for names in seen if len(set(map(slot, names))) > 1] == []


def test_every_key_is_written_down_once(root: Path) -> None:
    source = (root / "bot" / "stores" / "keys.py").read_text("utf-8")
    named = re.findall(r"^    (banshi:\S+)", keys.__doc__ or "", re.M)
    assert len(named) == len(set(named)) >= 20
    elsewhere = [
        file
        for folder in ("bot", "actions", "connectors")
        for file in (root / folder).rglob("*.py")
        if file.name != "keys.py" and re.search(r"[\"']banshi:\S", file.read_text("utf-8"))
    ]
    assert (elsewhere, "PREFIX" in source) == ([], True)
