"""No id of a conversation, which is the citizen's key to it, reaches anybody of the staff."""

from __future__ import annotations

import time

import httpx
import pytest

from bot.stores.connect import connect_sync
from connectors.wechat.identity import Identity
from tests.connectors.console.conftest import SignIn
from tests.server import Server
from tests.staff import handle

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]


def test_nothing_the_console_says_opens_a_conversation(
    pair: list[Server], sign_in: SignIn, desk_redis: str
) -> None:
    url = pair[0].url
    people = [
        httpx.post(f"{url}/api/messages", json={"text": "养犬登记要多少钱"}, timeout=60).json()
        for _ in range(6)
    ]
    ids = [str(one["conversation"]) for one in people]
    body = {"text": "我要投诉，窗口让我跑了三趟", "conversation": ids[0]}
    told = httpx.post(f"{url}/api/messages", json=body, timeout=60).json()
    number = told["messages"][0]["card"]["number"]
    leader, chief = sign_in("supervisor"), sign_in("administrator")
    named = {handle(desk_redis, name) for name in ids}
    assert len(named) == len(ids)
    mine = handle(desk_redis, ids[0])
    operator = sign_in("operator")
    operator.post(f"/desk/{mine}/take-over").raise_for_status()
    leader.post(f"/desk/{mine}/take-from").raise_for_status()
    body = {"words": "还是没有回音", "conversation": mine}
    made = leader.post("/tickets", json=body).raise_for_status().json()["number"]
    answers = [
        *(leader.get(path) for path in (
            "/desk", "/desk/around", f"/desk/{mine}", f"/desk/{mine}/transcript", "/tickets",
            "/tickets.csv", "/insight", "/insight/conversations", f"/insight/conversations/{mine}",
        )),
        chief.get("/audit"),
        leader.post(f"/tickets/{number}/assign", json={"owner": leader.get("/me").json()["name"]}),
        leader.post(f"/tickets/{number}/notes", json={"text": "已联系窗口"}),
        leader.post(f"/tickets/{number}/close", json={"reason": "已致歉"}),
        leader.post(f"/tickets/{number}/reopen", json={"text": "又跑了一趟"}),
        leader.post(f"/tickets/{made}/merge", json={"number": number}),
        leader.post(f"/desk/{mine}/requeue"),
        leader.post(f"/desk/{mine}/claim"),
        leader.post(f"/desk/{mine}/close"),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} <= {200, 204}
    texts = "\n".join(answer.text for answer in answers)
    assert [name for name in ids if name in texts] == []
    assert mine in texts
    rows = {row["number"]: row["conversation"] for row in answers[4].json()}
    assert rows[number] == rows[made] == mine
    whole = httpx.get(f"{url}/api/conversations/{ids[0]}", timeout=60).json()
    assert set(whole["tickets"]) == {number, made}
    assert leader.post("/tickets", json={**body, "conversation": ids[0]}).status_code == 409
    around = {row["conversation"] for row in answers[1].json()["recent"]}
    assert named <= around
    query = {"conversation": mine}
    assert httpx.get(f"{url}/api/messages", params=query).json()["messages"] == []
    said = httpx.post(f"{url}/api/messages", json={"text": "你好", "conversation": mine})
    assert said.status_code == 400


@pytest.mark.parametrize("what", ["id", "x", "", "é", "A" * 54])
def test_staff_open_a_conversation_by_its_handle_only(
    pair: list[Server], sign_in: SignIn, what: str
) -> None:
    body = {"text": "养犬登记"}
    mine = httpx.post(f"{pair[0].url}/api/messages", json=body, timeout=60).json()["conversation"]
    given = mine if what == "id" else what or "%20"
    staff = sign_in("supervisor")
    assert staff.get(f"/desk/{given}").status_code == 409
    assert staff.get(f"/insight/conversations/{given}").status_code == 409
    assert staff.post(f"/desk/{given}/take-over").status_code == 409


def test_a_wechat_conversation_is_nobodys_on_the_web(pair: list[Server], desk_redis: str) -> None:
    url, name = pair[0].url, Identity("a-secret-of-the-test").conversation("o-victim")
    body = {"text": "养犬登记", "conversation": name}
    with connect_sync(desk_redis) as client:
        client.hset(f"banshi:conv:{{{name}}}:state", mapping={"seq": "1", "channel": "wechat"})
        client.xadd(f"banshi:conv:{{{name}}}:log", {"m": '{"from": "citizen"}'}, id="1-0")
        begun = time.monotonic()
        answers = [
            httpx.get(f"{url}/api/messages", params={"conversation": name}),
            httpx.post(f"{url}/api/messages", json=body),
            httpx.get(f"{url}/api/events", params={"conversation": name}, timeout=5),
            httpx.get(f"{url}/api/conversations/{name}"),
            httpx.delete(f"{url}/api/conversations/{name}"),
            httpx.post(f"{url}/api/conversations/{name}/seen", json={"read": 1}),
        ]
        assert [answer.status_code for answer in answers] == [400] * 6
        assert time.monotonic() - begun < 5
        form = httpx.post(url, data={"text": "养犬登记", "conversation": name}, timeout=60)
        assert form.status_code == 200 and name not in form.text
        assert client.xlen(f"banshi:conv:{{{name}}}:log") == 1
