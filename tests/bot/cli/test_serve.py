"""`banshi serve` where it cannot begin, in one line that says what to do; and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.cli.serve import check
from bot.errors import SettingsError
from bot.settings import Settings
from tests.server import free_port, running
from tests.waiting import until


def told(root: Path, data: Path, **variables: str) -> tuple[int, list[str]]:
    """The exit code of a server that cannot begin, and its lines."""
    env = {**os.environ, "BANSHI_DATA_DIR": str(data), **variables}
    command = [str(Path(sys.executable).parent / "banshi"), "serve"]
    done = subprocess.run(
        [*command, "--port", str(free_port())],
        cwd=root, env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, [x for x in done.stderr.splitlines() if x.startswith("banshi:")]


def test_without_a_model_one_line_says_what_to_do(root: Path, tmp_path: Path) -> None:
    assert told(root, tmp_path, BANSHI_MODELS_DIR=str(tmp_path)) == (
        1, [f"banshi: no trained model in {tmp_path}/: run `banshi train` first"],
    )  # fmt: skip


def test_a_setting_that_cannot_work_ends_in_one_line_before_anything_is_loaded(
    root: Path, tmp_path: Path
) -> None:
    code, lines = told(root, tmp_path, BANSHI_STAFF_HOURS="foo")
    assert (code, len(lines)) == (1, 1)
    assert "BANSHI_STAFF_HOURS: 'foo'" in lines[0]
    assert not (tmp_path / "redis").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"oidc_roles": "it=king"}, "BANSHI_OIDC_ROLES: 'it=king'", id="no such role"),
        pytest.param({"wechat_token": "abc"}, "BANSHI_SECRET", id="WeChat without a secret"),
    ],
)
def test_what_parts_of_the_server_need_is_checked_first(
    settings: Settings, fields: dict[str, str], said: str
) -> None:
    check(settings)
    with pytest.raises(SettingsError, match=said):
        check(settings.copy(update=fields))


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.timeout(300)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_told_to_stop_takes_its_redis_with_it(tmp_path: Path, workers: str) -> None:
    with running(tmp_path, workers=workers) as server:
        folder = next(tmp_path.glob("data-*")) / "redis"

        def serving() -> list[psutil.Process]:
            found = psutil.process_iter(["name", "cwd"])
            return [p for p in found if p.info["cwd"] == str(folder)]

        assert [process.info["name"] for process in serving()] == ["redis-server"]
        server.process.terminate()
        assert server.process.wait(30) == 0
        assert until(lambda: not serving(), 5)
