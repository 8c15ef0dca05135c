"""The dashboard's figures against counts kept beside the same run by whoever talked in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import redis

from bot.stores import keys
from tests.connectors.console.conftest import SignIn
from tests.server import Server
from tests.staff import handle

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]
GROUP = 6
"""One more than is needed to be shown."""

DOGS, PERMIT = "dog-registration", "residence-permit-apply"


@dataclass
class Run:
    """Citizens who talk, and what is noted of every reply, without a look at any event."""

    client: httpx.Client
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)

    def says(
        self, text: str, conversation: str = "", *, aspect: str = "", district: str = ""
    ) -> str:
        """One message; gives the conversation."""
        body = {"text": text, **({"conversation": conversation} if conversation else {})}
        reply: dict[str, Any] = self.client.post("/api/messages", json=body).json()
        name = str(reply["conversation"])
        cards = [message["card"] or {} for message in reply["messages"]]
        self.note("outcomes", reply["outcome"])
        self.note("aspects", aspect)
        self.note("districts", district)
        self.last[name] = reply["outcome"]
        for card in cards:
            if card.get("question"):
                self.asked[name] = (str(card["service_id"]), str(card["question"]))
        return name

    def note(self, what: str, value: str) -> None:
        """Counts one more."""
        if value:
            self.counts.setdefault(what, Counter())[value] += 1


@pytest.fixture(scope="module")
def run(pair: list[Server], desk_redis: str) -> Iterator[Run]:
    """Nothing was said before."""
    with redis.Redis.from_url(desk_redis) as store:
        for name in (keys.EVENTS, keys.FEEDBACK, keys.TICKETS):
            store.delete(name)
    with httpx.Client(base_url=pair[0].url, timeout=60) as client:
        yield Run(client)


def rows(found: list[dict[str, Any]], name: str = "name") -> dict[str, int]:
    return {str(row[name]): row["count"] for row in found}


def enough(counted: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in counted.items() if count >= GROUP}


def test_every_figure_is_what_was_said(run: Run, sign_in: SignIn, desk_redis: str) -> None:
    operator = sign_in("operator")
    operator.post("/desk/presence", json={"status": "online"}).raise_for_status()
    for number in range(GROUP):
        name = run.says("养犬登记要多少钱", aspect="fee")
        run.says("宝安区在哪里办", name, aspect="location", district="宝安区")
        verdict = "solved" if number % 3 else "unsolved"
        note = {"verdict": verdict, "conversation": name, "service": DOGS}
        run.client.post("/api/feedback", json=note).raise_for_status()
        run.note("votes", verdict)
        run.says("我要投诉，窗口让我跑了三趟", name, district="宝安区")
        run.says("征兵报名今年秋季截止到哪天")
        run.says("我要办居住证申领", aspect="guide")
        waits = handle(desk_redis, run.says("转人工"))
        operator.post(f"/desk/{waits}/claim").raise_for_status()
        judged = "edited" if number % 2 else "accepted"
        body = {"verdict": judged, "suggested": "不收费", "sent": "不收费"}
        operator.post(f"/desk/{waits}/suggestion", json=body).raise_for_status()
        run.note("suggestions", judged)
        operator.post(f"/desk/{waits}/close").raise_for_status()
    found = sign_in("supervisor").get("/insight").json()

    outcomes = run.counts["outcomes"]
    assert found["turns"] == outcomes.total() == 6 * GROUP
    assert found["conversations"] == len(run.last) == 4 * GROUP
    assert rows(found["outcomes"]) == enough(outcomes)
    assert rows(found["endings"]) == enough(Counter(run.last.values()))
    assert (found["handed_off"], found["tickets"]) == (outcomes["handed_off"], outcomes["ticketed"])
    assert found["handed_off"] == found["tickets"] == GROUP
    votes = run.counts["votes"]
    assert (found["votes"], found["solved"]) == (votes.total(), votes["solved"]) == (6, 4)
    assert found["suggestions"] == dict(run.counts["suggestions"])
    assert found["waiting"]["count"] == GROUP and found["waiting"]["median"] is not None
    assert rows(found["channels"]) == {"web": 6 * GROUP}
    assert rows(found["aspects"]).items() >= enough(run.counts["aspects"]).items()
    assert rows(found["services"], "id") == {DOGS: 3 * GROUP, PERMIT: GROUP}
    assert rows(found["districts"]) == enough(run.counts["districts"])
    assert sum(day["turns"] for day in found["days"]) == 6 * GROUP
    assert sum(hour["turns"] for hour in found["hours"]) == 6 * GROUP
    ((service, question),) = set(run.asked.values())
    (stuck,) = [row for row in found["drop_off"] if row["service"] == service]
    assert (stuck["at"], stuck["count"]) == (question, GROUP)
    (cluster,) = found["unanswered"]
    assert (cluster["count"], cluster["examples"]) == (GROUP, ["征兵报名今年秋季截止到哪天"])
    assert [(row["service"], row["count"]) for row in found["heat"]] == [(DOGS, GROUP)]


def test_a_filter_and_the_conversations_behind_it_are_those_of_the_run(
    run: Run, sign_in: SignIn, desk_redis: str
) -> None:
    supervisor, only = sign_in("supervisor"), {"service": DOGS, "outcome": "ticketed"}
    found = supervisor.get("/insight", params=only).json()
    assert (found["turns"], found["conversations"]) == (GROUP, GROUP)
    behind = supervisor.get("/insight/conversations", params=only).json()
    ticketed = {
        handle(desk_redis, name) for name, outcome in run.last.items() if outcome == "ticketed"
    }
    assert {row["conversation"] for row in behind["conversations"]} == ticketed
    lines = supervisor.get(f"/insight/conversations/{ticketed.pop()}").json()
    assert [line["text"] for line in lines if line["from"] == "citizen"] == [
        "养犬登记要多少钱", "宝安区在哪里办", "我要投诉，窗口让我跑了三趟",
    ]  # fmt: skip
