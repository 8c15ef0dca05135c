"""The Guangdong export comes and goes while a running server answers questions."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.test_faults import own_model
from tests.server import Server, running
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(400)]
ROOT = Path(__file__).parents[2]
EXPORT = ROOT.parent / "shared/data/gd_service_catalog/policy.json"
SERVICE, QUESTION = "residence-permit-apply", "居住证申领要多少钱"
IMPORTED = "海域使用权转让审批"
COMES_INTO_FORCE_SECONDS = 120.0


class Citizen(threading.Thread):
    """Asks the same thing again and again, each time as somebody new."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url, self._over = url, threading.Event()
        self.wrong: list[str] = []
        self.versions: list[str] = []

    def run(self) -> None:
        with httpx.Client(base_url=self._url, timeout=60) as client:
            while not self._over.is_set():
                said = say(client, QUESTION)
                cards = [m["card"] for m in said["messages"] if (m["card"] or {}).get("service_id")]
                if said["outcome"] != "answered" or cards[0]["service_id"] != SERVICE:
                    self.wrong.append(json.dumps(said, ensure_ascii=False))
                self.versions += [cards[0]["catalog_version"]] if cards else []
                time.sleep(0.1)

    def end(self) -> None:
        """Stops asking."""
        self._over.set()
        self.join()


def say(client: httpx.Client, text: str, conversation: str = "") -> dict[str, Any]:
    body = {"text": text, **({"conversation": conversation} if conversation else {})}
    return dict(client.post("/api/messages", json=body).raise_for_status().json())


def found(client: httpx.Client) -> bool:
    """Whether search finds a service of the export."""
    hits = client.get("/api/services", params={"q": IMPORTED}).raise_for_status().json()
    return any(hit["name"] == IMPORTED for hit in hits["services"])


def comes_true(holds: Callable[[], bool]) -> bool:
    return until(holds, COMES_INTO_FORCE_SECONDS)


@pytest.fixture(scope="module")
def export() -> Path:
    """The real export, which is no part of the project."""
    if not EXPORT.exists():
        pytest.skip(f"{EXPORT} is not on this machine")
    return EXPORT


@pytest.fixture(scope="module")
def store(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="module")
def server(store: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("serve"), redis_url=store.url,
        models_dir=str(own_model(ROOT, tmp_path_factory.mktemp("models"))),
        person_per_minute="0", writes_per_minute="0", reads_per_minute="0",
    ) as made:  # fmt: skip
        yield made


def banshi(store: RedisServer, *words: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "REDIS_URL": store.url, "BANSHI_DATA_DIR": str(ROOT / "var")}
    command = [str(Path(sys.executable).parent / "banshi"), "catalog", *map(str, words)]
    return subprocess.run(command, env=env, cwd=ROOT, text=True, capture_output=True, check=False)


@contextlib.contextmanager
def asking(server: Server) -> Iterator[Citizen]:
    citizen = Citizen(server.url)
    citizen.start()
    try:
        yield citizen
    finally:
        citizen.end()


def test_an_export_is_published_searched_and_rolled_back_under_traffic(
    store: RedisServer, server: Server, export: Path, tmp_path: Path
) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"text": QUESTION, "kind": "service", "service": [SERVICE]}))
    with asking(server) as citizen, httpx.Client(base_url=server.url, timeout=60) as client:
        begun = say(client, "我想办居住证")
        assert not found(client)
        imported = banshi(store, "import", export)
        assert "taken 2262" in imported.stdout, imported.stderr
        (version,) = re.findall(r"kept as ([\w-]+)", imported.stdout)
        checked = banshi(store, "lint", "--version", version)
        assert (checked.returncode, "C011" in checked.stdout) == (1, True)
        assert not found(client)
        published = banshi(store, "publish", version, "--questions", asked)
        assert published.returncode == 0, published.stderr
        assert "新增 2262" in published.stdout
        assert comes_true(lambda: found(client))
        assert say(client, "不是深圳户口", begun["conversation"])["outcome"] != "failed"
        assert comes_true(lambda: version in citizen.versions)
        assert banshi(store, "rollback", "--reason", "试用结束").returncode == 0
        assert comes_true(lambda: not found(client))
        assert comes_true(lambda: citizen.versions[-1] != version)
    assert citizen.wrong == []
    assert "rollback" in banshi(store, "versions").stdout
