"""A conversation costs the same for ever: Redis commands and bytes of a turn, early and late."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis

from bot.conversation.engine import Engine
from bot.privacy.pieces import read
from bot.runtime import Runtime, use
from bot.stores.turns import KEPT_MESSAGES
from tests.faults.redis_server import RedisServer, redis_server
from tests.server import free_port

pytestmark = [
    pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300),
    # Rasa and its libraries warn of their own affairs while a model is loaded.
    pytest.mark.filterwarnings("ignore"),
]  # fmt: skip

SAID = ("我想办居住证", "要多少钱", "不是深圳户口", "满了", "在哪办", "谢谢")
EARLY, LATE = 12, 1002
"""A round of SAID begins at turn 12, and at turn 1,002 another."""


@dataclass(frozen=True)
class Work:
    """What Redis had to do."""

    commands: int
    written: int
    read: int

    def __sub__(self, earlier: Work) -> Work:
        return Work(
            self.commands - earlier.commands,
            self.written - earlier.written,
            self.read - earlier.read,
        )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as made:
        yield made


def work_so_far(client: redis.Redis) -> Work:
    stats = client.info("stats")
    names = ("total_commands_processed", "total_net_input_bytes", "total_net_output_bytes")
    return Work(*(int(stats[name]) for name in names))


async def test_turn_1000_costs_what_turn_10_did(assistant: Runtime, store: RedisServer) -> None:
    own = Runtime(assistant.settings.copy(update={"redis_url": store.url}), assistant.today)
    own.__dict__["guides"] = assistant.guides
    use(own)
    engine = await Engine.load(own)
    rounds: dict[int, Work] = {}
    with store.client() as client:
        for turn in range(LATE + len(SAID)):
            if turn in (EARLY, LATE):
                began = work_so_far(client)
            text = SAID[turn % len(SAID)]
            reply = await engine.answer("long", read(text), channel="web", message_id=f"m-{turn}")
            assert reply["outcome"] != "failed", f"turn {turn}"
            if turn in (EARLY + len(SAID) - 1, LATE + len(SAID) - 1):
                rounds[turn - len(SAID) + 1] = work_so_far(client) - began
        size = client.memory_usage("banshi:conv:{long}:state")
        kept = client.xlen("banshi:conv:{long}:log")
    await engine.close()
    await engine.client.connection_pool.disconnect()
    use(assistant)
    early, late = rounds[EARLY], rounds[LATE]
    print(early, late, f"state {size} bytes, log {kept} lines")
    assert late.commands <= 1.2 * early.commands
    assert late.written <= 1.2 * early.written
    assert late.read <= 1.2 * early.read
    assert KEPT_MESSAGES <= kept <= 1.1 * KEPT_MESSAGES, "what was said last can be read"


async def test_under_rasa_run_the_state_does_not_grow(
    store: RedisServer, root: Path, tmp_path: Path
) -> None:
    """`rasa run` with our tracker store: the same snapshot, a window of events, an expiry."""
    port = free_port()
    program = str(Path(sys.executable).parent / "rasa")
    command = [program, "run", "-p", str(port), "--credentials", "credentials.yml"]
    command += ["--endpoints", "endpoints.yml", "-i", "127.0.0.1"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "REDIS_URL": store.url}
    environment |= {"BANSHI_DATA_DIR": str(root / "var"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    log = (tmp_path / "rasa.log").open("wb")
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            await _answers(http, process, tmp_path / "rasa.log")
            sizes = []
            with store.client() as client:
                for turn in range(40):
                    body = {"sender": "rasa-run", "message": ("你好", "谢谢")[turn % 2]}
                    said = (await http.post("/webhooks/rest/webhook", json=body)).json()
                    assert said
                    sizes.append(client.hstrlen("banshi:conv:{rasa-run}:state", "tracker"))
                expires = client.ttl("banshi:conv:{rasa-run}:state")
    finally:
        process.terminate()
        process.wait(20)
        log.close()
    assert max(sizes[10:]) <= 1.2 * sizes[9]
    assert expires > 0


async def _answers(http: httpx.AsyncClient, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if (await http.get("/")).status_code == 200:
                return
        await asyncio.sleep(0.3)
    raise AssertionError(log.read_text("utf-8")[-2000:])
