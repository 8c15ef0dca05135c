"""Logs: masked, one line a record, with the request they are about."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from bot import logs
from tests.bot.privacy.identifiers import MAKERS, flood


def record(
    message: str, *arguments: object, error: BaseException | None = None
) -> logging.LogRecord:
    trace = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("test", logging.INFO, __file__, 1, message, arguments, trace)


FORMATTERS = [logs.PlainFormatter(), logs.JsonFormatter()]


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["plain", "json"])
def test_a_message_cannot_look_like_two(formatter: logging.Formatter) -> None:
    line = formatter.format(record("said %s", "a\n2026-01-01 ERROR root forged\r\x1b[31m"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["plain", "json"])
@pytest.mark.parametrize("kind", MAKERS)
def test_no_identifier_is_logged(kind: str, formatter: logging.Formatter) -> None:
    for said, secret in flood(kind, count=200):
        assert secret not in formatter.format(record("a turn broke: %s", said))


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["plain", "json"])
def test_no_identifier_is_in_a_stack_trace(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("cannot read 11010519491231002X")
    except ValueError as error:
        line = formatter.format(record("a turn broke", error=error))
    assert "ValueError" in line
    assert "11010519491231002X" not in line


def test_structlog_values_are_masked() -> None:
    assert logs.masked(None, "info", {"text": "13800138000", "n": 3}) == {
        "text": "[手机号]",
        "n": 3,
    }


def test_a_json_line_names_request_and_conversation() -> None:
    logs.request.set("req-12345678")
    logs.conversation.set(logs.pseudonym("secret-conversation"))
    line = json.loads(logs.JsonFormatter().format(record("hello")))
    assert line["request"] == "req-12345678"
    assert len(line["conversation"]) == 12
    assert "secret" not in line["conversation"]


PRINTS = """
import warnings
from bot import logs
from bot.settings import Settings
logs.configure(Settings(_env_file=None))
import sanic.app
warnings.warn("use the other", DeprecationWarning)
warnings.warn("Found intent 'x' in your training data that is in no domain")
"""


def test_warnings_about_our_data_are_read_and_those_of_libraries_are_not() -> None:
    command = [sys.executable, "-c", PRINTS]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Found intent 'x'" in ran.stderr
    assert "use the other" not in ran.stderr
