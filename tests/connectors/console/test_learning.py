"""Learning from use, through the front door: a word acts in every process, and nothing is fitted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.connectors.console.conftest import BEFORE, SignIn
from tests.server import Server
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
DOGS = "dog-registration"


def answers(server: Server, text: str) -> str:
    """The service a fresh conversation is answered with; empty where with none."""
    reply = httpx.post(f"{server.url}/api/messages", json={"text": text}, timeout=60).json()
    cards = [m["card"] for m in reply["messages"] if (m["card"] or {}).get("service_id")]
    return str(cards[0]["service_id"]) if cards and reply["outcome"] == "answered" else ""


def everywhere(pair: list[Server], text: str, service: str) -> bool:
    return until(lambda: all(answers(server, text) == service for server in pair))


def proposed(client: httpx.Client, text: str, service: str = DOGS) -> str:
    body = {"kind": "everyday_name", "text": text, "service": service}
    return str(client.post("/proposals", json=body).raise_for_status().json()["id"])


def test_a_word_accepted_before_a_start_is_known_after_it(pair: list[Server]) -> None:
    assert [answers(server, f"{BEFORE.text}要多少钱") for server in pair] == [DOGS, DOGS]


def test_a_word_acts_at_once_in_both_processes_until_it_is_withdrawn(
    pair: list[Server], sign_in: SignIn, fitted: Path
) -> None:
    asked = "蓝月亮小本本要多少钱"
    assert [answers(server, asked) for server in pair] == ["", ""]
    operator, editor = sign_in("operator"), sign_in("editor")
    name = proposed(operator, "蓝月亮小本本")
    assert proposed(editor, "蓝月亮小本本") == name
    (row,) = [row for row in editor.get("/catalog/proposals").json() if row["id"] == name]
    assert (row["text"], row["service_name"]) == ("蓝月亮小本本", "养犬登记")
    tried = editor.get(f"/catalog/proposals/{name}/trial").json()
    assert (tried["worse"], tried["said"][1], tried["asked"] > 1000) == (0, "养犬登记", True)
    assert [answers(server, asked) for server in pair] == ["", ""], "a trial changes nothing"
    before = set((fitted / "linker").iterdir())
    editor.post(f"/catalog/proposals/{name}/accept", json={}).raise_for_status()
    assert everywhere(pair, asked, DOGS)
    assert set((fitted / "linker").iterdir()) == before
    (kept,) = [row for row in editor.get("/catalog/words").json() if row["id"] == name]
    assert (kept["text"], kept["folded"]) == ("蓝月亮小本本", "")
    editor.post(f"/catalog/words/{name}/withdraw").raise_for_status()
    assert everywhere(pair, asked, "")
    audit = sign_in("administrator").get("/audit").json()
    did = [line["what"] for line in audit if line.get("to") == name]
    assert did == ["word_withdrawn", "proposal_accepted", "propose", "propose"]
    proposed(operator, "蓝月亮小本本")
    assert name in [row["id"] for row in editor.get("/catalog/proposals").json()]


def test_a_word_that_makes_questions_worse_needs_a_reason(sign_in: SignIn) -> None:
    editor = sign_in("editor")
    name = proposed(editor, "居住证")
    tried: dict[str, Any] = editor.get(f"/catalog/proposals/{name}/trial").json()
    assert tried["worse"] > 0 and "✗" in tried["lines"][0]
    for body in ({"forced": True}, {"reason": "就要"}):
        refused = editor.post(f"/catalog/proposals/{name}/accept", json=body)
        assert (refused.status_code, f"{tried['worse']} 个" in refused.text) == (400, True)
    assert editor.get("/catalog/proposals").json()[0]["id"] == name
    editor.post(f"/catalog/proposals/{name}/reject").raise_for_status()
    assert [w["id"] for w in editor.get("/catalog/words").json()] == [BEFORE.id]
