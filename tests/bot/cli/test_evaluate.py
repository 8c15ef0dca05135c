"""`banshi eval …`, `ask` and `privacy` with what they cannot use: one line each, before any work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.ask import _lines
from bot.errors import MessageError
from bot.runtime import Runtime

Banshi = Callable[..., Result]
GOOD = '{"text": "办居住证", "kind": "service", "service": ["residence-permit-apply"]}\n'


@pytest.fixture
def banshi(monkeypatch: pytest.MonkeyPatch) -> Banshi:
    """A command line that must not come as far as loading the assistant."""
    monkeypatch.setattr("bot.cli.assistant.run", lambda _: pytest.fail("the assistant was loaded"))
    return lambda *words: CliRunner().invoke(app, [*map(str, words)])


def test_files_that_cannot_be_used_are_named_before_anything_is_measured(
    banshi: Banshi, tmp_path: Path
) -> None:
    good, other = tmp_path / "good.jsonl", tmp_path / "other.json"
    good.write_text(GOOD, "utf-8")
    other.write_text("[1]", "utf-8")
    none, empty = tmp_path / "none", tmp_path / "empty"
    empty.mkdir()
    cases: list[tuple[tuple[object, ...], str]] = [
        (("questions", none), f"{none}: cannot be read"),
        (("questions", good, "--mistakes", none / "m"), "m: cannot be written: No such file"),
        (("questions", "--compare", none, other), f"{none}: cannot be read: No such file"),
        (("questions", "--compare", other, other), f"{other}: not a report"),
        (("dialogues", empty), f"{empty}: holds no script"),
    ]
    for words, said in cases:
        done = banshi("eval", *words)
        assert (done.exit_code, said in done.stderr) == (1, True), (words, done.stderr)
        assert done.stderr.count("\n") == 1


def test_paths_of_what_is_not_there_are_refused(assistant: Runtime, banshi: Banshi) -> None:
    done = banshi("eval", "paths", "nope")
    assert (done.exit_code, done.stderr) == (
        1, "banshi: no service or life event has the id 'nope'\n",
    )  # fmt: skip


def test_input_that_is_not_utf8_is_named_by_its_line() -> None:
    assert list(_lines(["你好\n".encode(), b"a\r\n"])) == ["你好", "a"]
    with pytest.raises(MessageError, match="line 2"):
        list(_lines([b"a\n", "你好".encode("gb18030")]))


@pytest.mark.redis
def test_nothing_kept_is_said_alike_whether_shown_or_forgotten(
    redis_url: str, banshi: Banshi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    shown, forgotten = (banshi("privacy", word, "nope") for word in ("show", "forget"))
    assert (shown.exit_code, shown.stderr) == (1, "banshi: nothing is kept of 'nope'\n")
    assert (forgotten.exit_code, forgotten.stderr) == (shown.exit_code, shown.stderr)


def test_two_reports_are_compared(banshi: Banshi, tmp_path: Path) -> None:
    scores = dict.fromkeys(
        "questions top1 top3 decision wrong_answers answered_without_service aspect".split(), 0.5
    )
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"overall": scores, "kinds": {}, "slices": {}}), "utf-8")
    done = banshi("eval", "questions", "--compare", path, path)
    assert (done.exit_code, "+0.0" in done.stdout) == (0, True)
