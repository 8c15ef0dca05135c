"""Settings: defaults that work, the environment, and errors that name the setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


def test_nothing_needs_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env()
    assert (settings.port, settings.redis_url, settings.data_dir) == (8000, "", Path("var"))


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        pytest.param("BANSHI_PORT", "9000", "port", 9000, id="a number"),
        pytest.param(
            "BANSHI_DATA_DIR", "/srv/banshi", "data_dir", Path("/srv/banshi"), id="a path"
        ),
        pytest.param("BANSHI_LOG_JSON", "true", "log_json", True, id="a switch"),
        pytest.param("REDIS_URL", "redis://r:6379", "redis_url", "redis://r:6379", id="REDIS_URL"),
    ],
)
def test_the_environment_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(Settings.from_env(), field) == expected


def test_a_dotenv_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("BANSHI_PORT=9001\nBANSHI_HOST=0.0.0.0\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANSHI_PORT", "9002")
    settings = Settings.from_env()
    assert (settings.host, settings.port) == ("0.0.0.0", 9002)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("BANSHI_PORT", "eighty", id="not a number"),
        pytest.param("BANSHI_PORT", "70000", id="a port too high"),
        pytest.param("BANSHI_TURN_SECONDS", "0", id="no time at all"),
        pytest.param("BANSHI_LOG_LEVEL", "LOUD", id="not one of the levels"),
        pytest.param("REDIS_URL", "http://foo", id="no Redis"),
        pytest.param("REDIS_URL", "redis://:secret@foo:port", id="a port that is no number"),
        pytest.param("BANSHI_PROXIES", "127.0.0.1,foo", id="a proxy without an address"),
        pytest.param("BANSHI_PHRASES_DIR", "/not/there", id="no folder of phrases"),
        pytest.param("BANSHI_ENTITIES_DIR", "/not/there", id="no folder of entities"),
    ],
)
def test_a_value_that_cannot_work_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_env()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["", "*", "127.0.0.1, ::1", "10.0.0.0/8,192.0.2.1"])
def test_proxies_are_addresses_networks_or_all(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BANSHI_PROXIES", value)
    assert Settings.from_env().proxies == value


def test_a_name_that_is_no_setting_is_told_once_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("BANSHI_WORKRES=2\n")
    monkeypatch.setenv("BANSHI_PROT", "9000")
    monkeypatch.setattr("bot.settings._told", set())
    Settings.from_env()
    Settings.from_env()
    told = [record.getMessage() for record in caplog.records]
    assert [line.split("(")[0] for line in told] == [
        "settings: BANSHI_PROT is no setting; did you mean BANSHI_PORT? ",
        "settings: BANSHI_WORKRES is no setting; did you mean BANSHI_WORKERS? ",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b'BANSHI_PORT=1\nBANSHI_SECRET="a\n', "env:2", id="a quote left open"),
        pytest.param(b"BANSHI_SECRET=\xff\n", "UTF-8", id="another encoding"),
    ],
)
def test_a_dotenv_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(SettingsError, match=r"^\.env:.*") as caught:
        Settings.from_env()
    assert said in str(caught.value)


def test_settings_never_change() -> None:
    settings = Settings.from_env()
    with pytest.raises(TypeError, match="immutable"):
        settings.port = 1
