"""The page before its program: the words of the program, in the language that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from bot.text.normalise import normalise
from connectors.web import assets
from connectors.web.language import displayed, language_of
from connectors.web.look import look_of
from connectors.web.shell import CHINESE, ENGLISH, words_of


def request(query: str = "", accept: str = "") -> Request:
    """A request for the page."""
    headers = [(b"accept-language", accept.encode())]
    return Request(
        {"type": "http", "path": "/", "query_string": query.encode(), "headers": headers}
    )


@pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh-Hans", "en"])
def test_the_words_are_those_of_the_program(root: Path, words: dict[str, str]) -> None:
    table = (root / "connectors/ui/src/shared/words.ts").read_text("utf-8")
    assert [word for word in words.values() if f'"{word}"' not in table] == []
    assert CHINESE.keys() == ENGLISH.keys()


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "zh-CN,zh;q=0.9", "zh-Hans"),
        ("", "zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("", "en-GB", "en"),
        ("", "de", "zh-Hans"),
        ("lang=zh-Hant", "en", "zh-Hant"),
        ("lang=<script>", "en", "en"),
    ],
)
def test_the_address_counts_more_than_the_browser(query: str, accept: str, language: str) -> None:
    assert language_of(request(query, accept)) == language


def test_traditional_words_and_a_view_that_is_kept() -> None:
    look = look_of(request("lang=zh-Hant&elder=1&other=1&shared=1"))
    assert words_of(look.language)["title"] == "辦事助手"
    assert look.again(elder="0") == "/?lang=zh-Hant&elder=0&shared=1"
    assert look.to("/services", q="a") == "/services?q=a&lang=zh-Hant&elder=1"


def test_what_a_button_says_is_understood_in_either_script() -> None:
    message = {
        "text": "请选择：户籍所在地",
        "options": [{"label": "非深圳户籍", "say": "非深圳户籍"}],
        "card": {"service_id": "a", "lines": [{"field": "费用.1", "text": "免费办理"}]},
    }
    shown = displayed(message, "zh-Hant")
    assert shown["text"] == "請選擇：户籍所在地"
    assert shown["options"][0]["say"] == "非深圳户籍"
    assert shown["card"]["lines"][0] == {"field": "费用.1", "text": "免費辦理"}
    assert normalise(shown["options"][0]["label"]) == "非深圳户籍"
    assert displayed(message, "en") is message


def test_files_come_in_the_best_compression_the_browser_knows(tmp_path: Path) -> None:
    file = tmp_path / "page-1.js"
    for ending in ("", ".br", ".gz"):
        file.with_name(file.name + ending).write_text(ending)
    codings = [
        assets.packed(file, Headers({"accept-encoding": asked})).headers.get("content-encoding")
        for asked in ("gzip, deflate, br", "gzip", "identity")
    ]
    assert codings == ["br", "gzip", None]


def test_what_the_program_imports_is_named_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"e": {"file": "e.js", "imports": ["_a"]}, "_a": {"file": "a.js", "imports": ["_b"]},'
        ' "_b": {"file": "b.js", "css": ["b.css"]}}'
    )
    found = assets.bundle("e", tmp_path)
    assert found == assets.Bundle(("/e.js",), ("/b.css",), ("/a.js", "/b.js"))
