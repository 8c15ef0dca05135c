"""Attacks through the front door of a running server: floods, guesses, forged ids and paths."""

from __future__ import annotations

import json
import socket
from urllib.parse import quote

import httpx
import pytest

from tests.faults.redis_server import RedisServer
from tests.security.conftest import say
from tests.server import Server

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]


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
        "/services/..%5c..%5cetc", "/api/services/%00", "/assets/%00",
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


def test_a_turn_that_breaks_is_tried_again_and_never_silent(
    server: Server, store: RedisServer
) -> None:
    with store.client() as client:
        client.set("banshi:ticket:T260101-000007", "{", ex=60)
    before = server.log.read_text("utf-8").count("a turn broke")
    answer = say(server, "工单 T260101-000007 怎么样了")
    assert (answer.status_code, answer.json()["outcome"]) == (200, "failed")
    assert "12345" in answer.json()["messages"][0]["text"]
    assert server.log.read_text("utf-8").count("a turn broke") == before + 2


@pytest.mark.parametrize(
    "damage",
    [
        b"{", b"\xff\xfe", b"[]", b'{"slots": []}',
        b'{"slots": {"dialogue": 7}, "events": []}',
        b'{"slots": {"dialogue": {"journeys": "x"}}, "events": []}',
        b'{"slots": {}, "events": [{"event": "nothing"}]}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("gone", [(), ("cited",), ("cited", "log")])
def test_a_damaged_snapshot_is_worked_out_again_and_kept_aside(
    server: Server, store: RedisServer, damage: bytes, gone: tuple[str, ...]
) -> None:
    """From the last answer, from all that was said, or honestly from the beginning."""
    mine = say(server, "我想办居住证，我在宝安租房").json()["conversation"]
    say(server, "要带什么材料", conversation=mine)
    state = f"banshi:conv:{{{mine}}}:state"
    with store.client() as client:
        client.hset(state, "tracker", damage)
        client.hdel(state, *gone, "nothing")
        if "log" in gone:
            client.delete(f"banshi:conv:{{{mine}}}:log")
    answer = say(server, "要多少钱", conversation=mine).json()
    notice, *others = answer["messages"]
    again = say(server, "去哪里办", conversation=mine).json()
    with store.client() as client:
        aside = f"banshi:conv:{{{mine}}}:damaged"
        assert client.get(aside) is not None
        assert 0 < client.ttl(aside) <= 7 * 86400
    if "log" in gone:
        assert "从头开始" in notice["text"]
    else:
        assert "重新理了一遍" in notice["text"]
        found = {(m["card"] or {}).get("service_id") for m in (*others, *again["messages"])}
        assert "residence-permit-apply" in found
    assert answer["outcome"] != "failed"
    assert again["messages"][0]["text"] != notice["text"]
    how = "begun_anew" if "log" in gone else "recovered"
    counted = httpx.get(f"{server.url}/metrics").text
    assert f'banshi_snapshots_damaged_total{{how="{how}"}}' in counted


HALF = b'"\\ud800"'


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/messages", b'{"text": "x", "conversation": ' + HALF + b"}"),
        ("/api/messages", b'{"text": "x", "message_id": ' + HALF + b"}"),
        ("/api/feedback", b'{"verdict": "wrong", "line": ' + HALF + b"}"),
        ("/api/console/sign-in", b'{"name": ' + HALF + b', "password": "x"}'),
        ("/api/console/sign-in", b'{"name": "admin", "password": ' + HALF + b"}"),
        ("/api/conversations/x/seen", b'{"read": ' + b"9" * 3000 + b"}"),
        ("/api/conversations/x/seen", b'{"read": Infinity}'),
        ("/api/feedback", b'{"verdict": "solved", "seq": 1e400}'),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words(server: Server, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{server.url}{path}", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("number", ["\u00b2", "9" * 5000, "9" * 30, "-1"])
def test_a_strange_event_id_or_number_breaks_nothing(server: Server, number: str) -> None:
    mine = say(server, "居住证").json()["conversation"]
    headers = {"Last-Event-ID": number.encode("latin-1")}
    query = {"conversation": mine}
    path = f"{server.url}/api/events"
    with httpx.stream("GET", path, params=query, headers=headers, timeout=20) as stream:
        assert stream.status_code == 200
        assert next(line for line in stream.iter_lines() if line.startswith(("event", "retry")))
    log = httpx.get(f"{server.url}/api/messages", params={**query, "after": number})
    assert log.status_code == 422


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


def test_a_person_takes_along_what_is_kept_and_nobody_elses(server: Server) -> None:
    mine = say(server, "居住证，我的电话13800138000").json()["conversation"]
    say(server, "开公司")
    taken = httpx.get(f"{server.url}/api/conversations/{mine}")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert [line["text"] for line in taken.json()["said"] if line["from"] == "citizen"] == [
        "居住证，我的电话[手机号]"
    ]
    assert all(part["days_left"] is not None for part in taken.json()["kept"].values())
    nobody = httpx.get(f"{server.url}/api/conversations/{mine[:-1]}").json()
    assert (nobody["said"], nobody["kept"]) == ([], {})


def test_what_is_kept_of_a_conversation_runs_out(server: Server, store: RedisServer) -> None:
    """Retention by kind: nothing a citizen causes stays for ever."""
    mine = say(server, "居住证", message_id="").json()["conversation"]
    say(server, "要多少钱", conversation=mine, message_id="m-1")
    say(server, "续办码", conversation=mine, message_id="m-2")
    with store.client() as client:
        keys = list(client.scan_iter(f"banshi:conv:{{{mine}}}:*"))
        endless = [key for key in keys if client.ttl(key) == -1]
        rates = [key for key in client.scan_iter("banshi:rate:*") if client.ttl(key) == -1]
        codes = [key for key in client.scan_iter("banshi:code:*") if client.ttl(key) == -1]
        say(server, "我要投诉窗口让我跑了三趟", conversation=mine)
        tickets = list(client.scan_iter("banshi:ticket:*"))
        eternal = [key for key in tickets if client.ttl(key) == -1]
    assert len(keys) >= 4
    assert (endless, rates, codes, eternal) == ([], [], [], [])
    assert tickets


@pytest.mark.parametrize(
    "head",
    [
        b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Endless: " + b"a" * 40_000,
        b"GET /" + b"a" * 40_000,
        b"GET /livez HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(4000)),
        b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n",
    ],
    ids=["one endless field", "an endless path", "endless fields", "whole, too large"],
)
def test_a_head_that_never_ends_is_refused(server: Server, head: bytes) -> None:
    """The first three never end: without a cap the server would wait, and keep what comes."""
    place = httpx.URL(server.url)
    with socket.create_connection((place.host, place.port or 0), timeout=20) as made:
        made.sendall(head)
        answer = made.recv(4096)
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_a_head_of_ordinary_size_passes_again_and_again(server: Server) -> None:
    """On one connection, with bodies between: only a single head is measured."""
    headers = {"Cookie": "a" * 16_000}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        for _ in range(4):
            body = {"text": "你好" * 200}
            assert client.post("/api/messages", json=body).status_code == 200
