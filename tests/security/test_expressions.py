"""No regular expression can be made slow (ReDoS): none repeats without end inside another."""

from __future__ import annotations

import re
import sre_constants
import sre_parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CALLS = re.compile(r"re\.(?:compile|sub|search|match|fullmatch|findall|finditer|split)\(")
ENDLESS = sre_constants.MAXREPEAT
REPEATS = (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT)


def loops(tree: Any, *, inside: bool = False) -> Iterator[str]:
    """Every endless repeat that stands inside an endless repeat."""
    for code, argument in tree:
        if code in REPEATS:
            _, most, body = argument
            if inside and most == ENDLESS:
                yield str(body)
            yield from loops(body, inside=inside or most == ENDLESS)
        elif code == sre_constants.SUBPATTERN:
            yield from loops(argument[-1], inside=inside)
        elif code == sre_constants.BRANCH:
            for branch in argument[1]:
                yield from loops(branch, inside=inside)
        elif code in (sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            yield from loops(argument[1], inside=inside)


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """The expressions a module holds, in containers too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from patterns(item)
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from patterns(item)
    elif hasattr(value, "looks"):
        yield from patterns(value.looks)


def modules(root: Path) -> list[str]:
    """Modules that build expressions, apart from those that need Rasa."""
    found = []
    for package in ("bot", "connectors"):
        for file in sorted((root / package).rglob("*.py")):
            text = file.read_text("utf-8")
            if CALLS.search(text) and "import rasa" not in text and "from rasa" not in text:
                found.append(".".join(file.relative_to(root).with_suffix("").parts))
    return found


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("module", modules(ROOT))
def test_no_endless_repeat_stands_in_another(module: str) -> None:
    import importlib

    held = vars(importlib.import_module(module)).values()
    slow = [
        (pattern.pattern, loop)
        for value in held
        for pattern in patterns(value)
        for loop in loops(sre_parse.parse(pattern.pattern, pattern.flags))
    ]
    assert slow == []


def test_the_check_finds_the_textbook_case() -> None:
    assert list(loops(sre_parse.parse(r"(a+)+$")))
    assert not list(loops(sre_parse.parse(r"(a{1,5})+b?")))
