"""Connecting to Redis, the embedded one included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bot.errors import StoreError
from bot.settings import Settings
from bot.stores import connect

pytestmark = pytest.mark.redis

BEGIN = """
from bot.settings import Settings
from bot.stores import connect
url = connect.redis_url(Settings.from_env())
client = connect.connect_sync(url)
"""


def settings_in(folder: Path, **fields: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **{"redis_url": "", **fields})


@pytest.fixture(scope="module")
def redis_url(settings: Settings) -> str:
    """URL of the embedded Redis; it stops with the test run, as it does with any process."""
    return connect.redis_url(settings)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """A blocking client of the embedded Redis."""
    made = connect.connect_sync(redis_url)
    yield made
    made.connection_pool.disconnect()


@pytest.fixture
def own_folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose embedded Redis is stopped afterwards."""
    yield tmp_path
    stop_server(tmp_path)


def stop_server(data_dir: Path) -> None:
    """Stops the embedded Redis of a data folder, as switching the machine off would."""
    run_python(BEGIN + "client.shutdown(nosave=True)", data_dir)


def run_python(code: str, data_dir: Path) -> str:
    """Runs code in a process of its own, as a second `banshi` would be; gives what it printed."""
    environment = {**os.environ, "BANSHI_DATA_DIR": str(data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def runs(pid: str) -> bool:
    """True where the process is there and has not ended (a zombie has)."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_a_url_that_was_set_is_taken_as_it_is(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, redis_url="redis://elsewhere:6379/3")
    assert connect.redis_url(settings) == "redis://elsewhere:6379/3"
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_redis_answers_and_is_append_only(client: redis.Redis) -> None:
    assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert client.config_get("port") == {"port": "0"}


async def test_the_asynchronous_client_speaks_to_the_same_redis(redis_url: str) -> None:
    client = connect.connect(redis_url)
    await client.set("test:greeting", "你好")
    assert await client.get("test:greeting") == "你好".encode()
    await client.close(close_connection_pool=True)


def test_a_second_process_joins_the_running_server(
    settings: Settings, redis_url: str, client: redis.Redis
) -> None:
    client.set("test:joined", "yes")
    code = BEGIN + "print(url, client.get('test:joined').decode())"
    assert run_python(code, settings.data_dir) == f"{redis_url} yes"
    assert client.ping(), "the second process must not stop the server"


def test_what_was_stored_survives_a_stop(own_folder: Path) -> None:
    run_python(BEGIN + "client.set('test:kept', 'safe')", own_folder)
    stop_server(own_folder)
    assert run_python(BEGIN + "print(client.get('test:kept').decode())", own_folder) == "safe"


def test_a_deep_folder_gets_a_short_socket(own_folder: Path) -> None:
    deep = own_folder / ("long-name-" * 12)
    length, answered = run_python(BEGIN + "print(len(url), client.ping())", deep).split()
    stop_server(deep)
    assert (int(length) <= connect.LONGEST_SOCKET_PATH + len("unix://"), answered) == (True, "True")


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(StoreError, match="BANSHI_DATA_DIR"):
        connect.redis_url(settings_in(tmp_path / "var"))


def test_a_redis_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as caught:
        connect.connect_sync("redis://:secret@127.0.0.1:1/0")
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_last_process_to_leave_stops_the_server(tmp_path: Path) -> None:
    pid = run_python(BEGIN + "print(client.info()['process_id'])", tmp_path)
    assert not runs(pid)


def test_the_server_outlives_who_started_it_while_another_uses_it(tmp_path: Path) -> None:
    stay = BEGIN + "print(client.info()['process_id'], flush=True); input()"
    environment = {**os.environ, "BANSHI_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", stay]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as first:
        assert first.stdout is not None
        pid = first.stdout.readline().strip()
        with subprocess.Popen(command, env=environment, **pipes) as second:
            assert second.stdout is not None
            assert second.stdout.readline().strip() == pid
            first.communicate("\n")
            assert runs(pid)
            second.kill()
    assert run_python(BEGIN + "print(client.info()['process_id'])", tmp_path) == pid
    assert not runs(pid), "a killed user must not count for ever"
