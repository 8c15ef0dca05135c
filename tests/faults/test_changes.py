"""What changes under a running city: the catalogue, the code of a process, the clock."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.catalog.model import Catalog
from bot.library import Library
from bot.settings import Settings
from bot.stores.catalog import CatalogStore
from bot.stores.connect import connect_sync
from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.talkers import Crowd, Tally
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
PEOPLE = 4
SERVICE = "residence-permit-apply"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RedisServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server(folder) as made:
        yield made


def shown(tally: Tally) -> None:
    print(json.dumps(tally.as_dict(), ensure_ascii=False))


async def test_publishing_during_traffic_reaches_every_process_and_breaks_nothing(
    store: RedisServer, catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    client = connect_sync(store.url)
    library = Library(settings, CatalogStore(client))
    changed = catalog.services[SERVICE].copy(update={"fees": ()})
    newer = catalog.copy(update={"services": {**catalog.services, SERVICE: changed}})
    with running(
        tmp_path, redis_url=store.url, workers="2", person_per_minute="0",
    ) as server:  # fmt: skip
        crowd = Crowd(server.url, people=PEOPLE)
        talking = asyncio.create_task(crowd.talk(seconds=6))
        await asyncio.sleep(1)
        name = await asyncio.to_thread(library.keep, newer, by="test", note="during traffic")
        await asyncio.to_thread(library.publish, name, expected=library.current(), by="test")
        tally = await talking
        shown(tally)
        mixed = [reply for reply in crowd.replies() if len(_versions(reply)) > 1]
        seen = await _until_all_answer_with(server, name)
    client.connection_pool.disconnect()
    assert (tally.errors, tally.broken(), tally.apologies) == ({}, 0, 0)
    assert mixed == [], "no reply quotes two versions"
    assert seen == {name}


def _versions(reply: dict[str, object]) -> set[str]:
    messages = reply["messages"]
    assert isinstance(messages, list)
    cards = [message["card"] for message in messages if message["card"]]
    return {card["catalog_version"] for card in cards if "catalog_version" in card}


async def _until_all_answer_with(server: Server, version: str) -> set[str]:
    """The versions of twenty answers in a row, once both workers can have heard of it."""
    async with httpx.AsyncClient(timeout=30) as http:
        for _ in range(60):
            path = f"{server.url}/api/services/{SERVICE}"
            # A connection stays with one worker: each request makes a new one.
            answers = [await _alone(path) for _ in range(20)]
            seen = {answer["catalog_version"] for answer in answers}
            if seen == {version}:
                break
            await asyncio.sleep(1)
        said = await http.post(f"{server.url}/api/messages", json={"text": "居住证要多少钱"})
    return seen | _versions(said.json())


async def _alone(path: str) -> dict[str, str]:
    async with httpx.AsyncClient(timeout=30) as http:
        answer: dict[str, str] = (await http.get(path)).json()
        return answer


async def test_two_processes_with_different_code_share_conversations(
    store: RedisServer, root: Path, tmp_path: Path
) -> None:
    """A newer release writes a snapshot with more in it; the older one goes on with it."""
    newer = newer_release(root, tmp_path / "newer")
    common = {"redis_url": store.url, "person_per_minute": "0"}
    python = (sys.executable, "-m", "bot.cli")
    with (
        running(tmp_path, **common) as old,
        running(newer, program=python, cwd=newer, **common) as new,
    ):
        tally = await Crowd(old.url, new.url, people=PEOPLE).talk(messages=25)
        kept = [key for key in _states(store) if b"newer_release" in key]
    shown(tally)
    assert (tally.answered, tally.errors, tally.broken(), tally.apologies) == (
        PEOPLE * 25, {}, 0, 0,
    )  # fmt: skip
    assert kept, "the newer release wrote what the older one does not know"


def newer_release(root: Path, folder: Path) -> Path:
    """The same program with a snapshot that holds another field and an unknown slot."""
    folder.mkdir()
    for name in ("bot", "actions"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("connectors", "data", "models", "config.yml", "domain.yml", "endpoints.yml"):
        (folder / name).symlink_to(root / name)
    file = folder / "bot" / "conversation" / "snapshot.py"
    text = file.read_text("utf-8")
    old = 'orjson.dumps({"slots": slots, "events": kept})'
    assert old in text
    new = (
        'orjson.dumps({"release": "newer_release", "slots": '
        '{**slots, "slot_of_newer_release": 1}, "events": kept})'
    )
    file.write_text(text.replace(old, new), "utf-8")
    return folder


def _states(store: RedisServer) -> list[bytes]:
    with store.client() as client:
        found = [client.hget(key, "tracker") for key in client.scan_iter("banshi:conv:*:state")]
    return [state for state in found if state]


async def test_a_jumping_clock_loses_and_repeats_nothing(
    store: RedisServer, root: Path, tmp_path: Path
) -> None:
    python = (sys.executable, "-m", "tests.faults.shifted")
    with running(
        tmp_path, program=python, cwd=root, redis_url=store.url, person_per_minute="0",
    ) as server:  # fmt: skip
        crowd = Crowd(server.url, people=PEOPLE)
        talking = asyncio.create_task(crowd.talk(messages=25))
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGUSR1):
            await asyncio.sleep(0.5)
            server.process.send_signal(number)
        tally = await talking
        shown(tally)
    assert (tally.answered, tally.errors, tally.broken(), tally.apologies) == (
        PEOPLE * 25, {}, 0, 0,
    )  # fmt: skip
