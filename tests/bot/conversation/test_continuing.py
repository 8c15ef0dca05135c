"""A continuation code while somebody takes the other conversation over."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.continuing import Continuing
from bot.conversation.engine import Engine
from bot.handoff.desk import Desk
from bot.privacy.pieces import read
from bot.runtime import Runtime, use
from bot.stores.desk import DeskStore
from tests.faults.redis_server import redis_server

pytestmark = [pytest.mark.redis, pytest.mark.filterwarnings("ignore")]


async def test_a_code_goes_on_here_though_staff_take_the_other_conversation(
    assistant: Runtime, tmp_path: Path
) -> None:
    with redis_server(tmp_path) as store:
        own = Runtime(assistant.settings.copy(update={"redis_url": store.url}), assistant.today)
        own.__dict__["guides"] = assistant.guides
        use(own)
        engine = await Engine.load(own)
        desk = Desk(DeskStore(engine.client, expiry_seconds=600), wait_minutes=15, idle_minutes=30)
        source, here = secrets.token_hex(6), secrets.token_hex(6)
        await engine.answer(source, read("我想办居住证"), channel="web")
        code = await engine.codes.issue(source)

        async def meanwhile(*turn: Any) -> dict[str, Any]:
            await desk.take_over(source, staff="an")
            return await engine._commit(*turn)

        engine.continuing = Continuing(
            engine.codes, engine.turns, engine.recovery, engine.talk, commit=meanwhile, wait=2
        )
        reply = await engine.answer(here, read(code), channel="web")
        assert any(message["kind"] == "question" for message in reply["messages"])
        free = await engine.turns.open(source, wait=0.5)
        assert free.desk == "HUMAN"
        await engine.close()
        await engine.client.connection_pool.disconnect()
