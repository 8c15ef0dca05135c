"""docs/commands.md and the commands there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from bot.cli import app


def commands(command: Any, name: str) -> Iterator[str]:
    """The names of all commands below one."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name
    for word, inner in (below or {}).items():
        yield from commands(inner, f"{name} {word}")


def test_every_command_is_listed_and_no_other(root: Path) -> None:
    page = (root / "docs" / "commands.md").read_text("utf-8")
    listed = re.findall(r"^\| `(banshi [a-z ]+)`", page, re.MULTILINE)
    assert sorted(listed) == sorted(commands(typer.main.get_command(app), "banshi"))


def test_files_that_pages_name_exist(root: Path) -> None:
    """Paths in the pages a newcomer follows step by step."""
    for page in ("rasa.md", "another-city.md", "commands.md"):
        text = (root / "docs" / page).read_text("utf-8")
        named = re.findall(r"`((?:bot|data|connectors|actions|tests|config)[\w./-]*\.\w+)`", text)
        assert [name for name in named if not (root / name).exists()] == []
