"""Attacks through the front door of a running server: floods, guesses, forged ids and paths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.bot.privacy.identifiers import MAKERS, flood
from tests.faults.redis_server import RedisServer, redis_server
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
PER_KIND = 40
"""Through the whole server; tests/bot/privacy does 10,000 through the mask alone."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="module")
def server(
    store: RedisServer, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("serve"), redis_url=store.url, data_dir=str(root / "var"),
        log_level="DEBUG", log_json="1", person_per_minute="0",
    ) as made:  # fmt: skip
        yield made


def say(server: Server, text: str, **fields: str) -> httpx.Response:
    return httpx.post(f"{server.url}/api/messages", json={"text": text, **fields}, timeout=60)


def everything_kept(store: RedisServer) -> bytes:
    """All of Redis, as its own append-only file holds it."""
    with store.client() as client:
        client.bgrewriteaof()
        values = [part for key in client.scan_iter() for part in (key, client.dump(key) or b"")]
        for key in client.scan_iter("banshi:conv:*:log"):
            values += [line for _, fields in client.xrange(key) for line in fields.values()]
        for key in client.scan_iter("banshi:conv:*:state"):
            values += client.hvals(key)
        for key in client.scan_iter("banshi:events"):
            values += [line for _, fields in client.xrange(key) for line in fields.values()]
    return b"\n".join(values)


def test_no_identifier_is_kept_or_logged_anywhere(server: Server, store: RedisServer) -> None:
    said = [pair for kind in MAKERS for pair in flood(kind, count=PER_KIND)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda pair: say(server, pair[0]), said))
    assert {answer.status_code for answer in answers} == {200}
    kept, logged = everything_kept(store), server.log.read_bytes()
    metrics = httpx.get(f"{server.url}/metrics").content
    found = [
        (secret, place)
        for _, secret in said
        for place, held in (("redis", kept), ("log", logged), ("metrics", metrics))
        if secret.encode() in held or json.dumps(secret)[1:-1].encode() in held
    ]
    assert found == []
    assert "[身份证号]".encode() in kept, "what was masked must be there as masked"


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "一一零一零五 一九四九一二三一 零零二X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_the_words_around_an_identifier_are_understood(server: Server, number: str) -> None:
    answer = say(server, f"我的身份证号是{number}，到期了").json()
    assert answer["messages"][0]["card"]["service_id"] == "id-card-renew"


@pytest.mark.parametrize("guess", ["1", "*", "{x}", "a}:state", "../log", "\r\nDEL x", "p" * 128])
def test_a_guessed_conversation_shows_and_deletes_nothing(server: Server, guess: str) -> None:
    mine = say(server, "居住证").json()["conversation"]
    read = httpx.get(f"{server.url}/api/messages", params={"conversation": guess})
    assert (read.status_code, read.json()["messages"]) == (200, [])
    assert say(server, "你好", conversation=guess).status_code == 400
    httpx.delete(f"{server.url}/api/conversations/{quote(guess, safe='')}")
    kept = httpx.get(f"{server.url}/api/messages", params={"conversation": mine})
    assert kept.json()["messages"]


def test_conversation_ids_cannot_be_guessed(server: Server) -> None:
    made = {say(server, "你好").json()["conversation"] for _ in range(10)}
    assert len(made) == 10
    assert {len(name) for name in made} == {24}, "18 random bytes"


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fpyproject.toml",
        "/api/services/..%2f..%2fdomain.yml", "/assets/..%2f..%2f..%2fpyproject.toml",
        "/services/..%5c..%5cetc", "/api/services/%00",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(server: Server, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert answer.status_code in (400, 404)
    assert b"[project]" not in answer.content
    assert b"root:" not in answer.content


def test_rasas_own_api_is_not_there(server: Server) -> None:
    for path in ("/model", "/model/parse", "/conversations/x/tracker", "/webhooks/rest/webhook"):
        assert httpx.post(server.url + path, json={}).status_code in (404, 405)


def test_a_log_line_cannot_be_forged(server: Server) -> None:
    forged = "x\n" + json.dumps({"level": "error", "message": "forged"})
    say(server, forged, message_id="m\nERROR forged")
    httpx.get(f"{server.url}/livez", headers={"X-Request-ID": "a b<script>"})
    lines = server.log.read_text("utf-8").splitlines()
    assert not [line for line in lines if line.startswith(('{"level": "error"', "ERROR forged"))]


def test_answers_of_the_api_carry_careful_headers(server: Server) -> None:
    answer = say(server, "你好")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "server" not in answer.headers
    given = httpx.get(f"{server.url}/livez", headers={"X-Request-ID": "from-the-proxy-1"})
    assert given.headers["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b'{"text": 1}', b'{"text": null}', b'{"text": "x", "y": 1}',
     b'{"text": "\\u0000"}', b"\xff\xfe", b"[" * 20_000],
)  # fmt: skip
def test_a_broken_body_is_refused_in_words(server: Server, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{server.url}/api/messages", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    told = answer.json()
    assert told.get("detail") or told["error"]["message"]
    assert "Traceback" not in answer.text


def test_half_a_character_is_answered_and_kept(server: Server) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"text": "\\ud800"}'
    made = httpx.post(f"{server.url}/api/messages", content=body, headers=headers).json()
    log = httpx.get(f"{server.url}/api/messages", params={"conversation": made["conversation"]})
    assert log.json()["messages"][0]["text"] == "?"


def test_what_a_person_asks_to_be_deleted_is_gone(server: Server, store: RedisServer) -> None:
    mine = say(server, "居住证", message_id="").json()["conversation"]
    say(server, "要多少钱", conversation=mine, message_id="m-1")
    answer = say(server, "确认删除我的记录", conversation=mine).json()
    assert "删除" in answer["messages"][0]["text"]
    with store.client() as client:
        assert list(client.scan_iter(f"banshi:conv:{{{mine}}}:*")) == []
