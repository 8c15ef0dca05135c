"""Words of asking, typed with the wrong characters of the right sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text.homophones import Homophones


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("办这个要什么才聊", "办这个要什么材料"),
        ("要多少前", "要多少钱"),
        ("想要办里退休", "想要办理退休"),
        ("他是刻意来办理的", "他是刻意来办理的"),
        ("aaa 和 123", "aaa 和 123"),
        ("", ""),
    ],
    ids=["material", "money", "handle", "a-word-of-its-own", "no-chinese", "nothing"],
)
def test_listed_words_are_mended_and_no_others(root: Path, typed: str, meant: str) -> None:
    assert Homophones.read(root / "data" / "entities").mend(typed) == meant


def test_without_a_list_nothing_is_mended(tmp_path: Path) -> None:
    assert Homophones.read(tmp_path).mend("要什么才聊") == "要什么才聊"
