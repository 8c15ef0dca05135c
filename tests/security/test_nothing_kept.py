"""Identifiers of every kind, in every disguise, through every door: none is kept anywhere.

`make flood` sends 10,000; the suite sends each kind in each disguise once through each
channel, and through one of the other doors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.bot.privacy.identifiers import MAKERS, disguises, flood
from tests.connectors.wechat import standin
from tests.faults.redis_server import RedisServer
from tests.security.conftest import Staff, say
from tests.server import Server
from tests.staff import handle

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(3000)]
COUNT = int(os.environ.get("FLOOD", "0"))
"""Identifiers in all; 0 sends every kind in every disguise through every channel."""

CHANNELS = ("web", "wechat", "desk, say")
Door = Callable[[str], object]


@dataclass(frozen=True)
class Doors:
    """Everything that takes text from outside, by name."""

    server: Server
    staff: Staff
    conversation: str
    handle: str
    ticket: str

    def all(self) -> dict[str, Door]:
        """Name → what puts a text in."""
        url, desk, mine = self.server.url, self.staff, f"/desk/{self.handle}"
        return {
            "web": lambda text: say(self.server, text),
            "web, message id": lambda text: say(self.server, "你好", message_id=text[:128]),
            "web, search": lambda text: self.staff.http.get(f"{url}/api/services", params={"q": text[:200]}),
            "web, request id": lambda text: self.staff.http.get(
                f"{url}/livez", headers={"X-Request-ID": text.encode("ascii", "ignore").decode().strip() or "x"}
            ),
            "web, unknown path": lambda text: self.staff.http.get(f"{url}/{text}"),
            "web, feedback": lambda text: self.staff.http.post(
                f"{url}/api/feedback",
                json={"conversation": self.begun(), "seq": 2, "verdict": "wrong", "field": text[:100],
                      "service": text[:100], "text": text, "line": text},
            ),
            "complaint": lambda text: say(self.server, f"我要投诉：{text}"),
            "wechat": self.wechat,
            "desk, say": lambda text: desk.post(f"{mine}/say", text=text),
            "desk, note": lambda text: desk.post(f"{mine}/notes", text=text),
            "desk, forward": lambda text: self.retaken(
                desk.post(f"{mine}/forward", to="", department=text[:60], reason=text)
            ),
            "desk, summary": lambda text: self.retaken(
                desk.post(f"{mine}/give-back", summary=text)
            ),
            "desk, verdict": lambda text: desk.post(
                f"{mine}/suggestion", verdict="edited", suggested=text, sent=text
            ),
            "desk, check": lambda text: desk.post(f"{mine}/check", text=text),
            "assist": lambda text: desk.get("/assist", q=text[:100]),
            "ticket, result": lambda text: desk.post(f"/tickets/{self.ticket}/close", reason=text),
            "sign-in": lambda text: self.staff.http.post(
                f"{url}/api/console/sign-in", json={"name": text[:40], "password": text[:60]}
            ),
        }  # fmt: skip

    def begun(self) -> str:
        """A conversation of its own: one may not say much about answers."""
        return str(say(self.server, "你好").json()["conversation"])

    def retaken(self, answer: httpx.Response) -> httpx.Response:
        """Takes the conversation over again, so that staff can go on writing."""
        self.staff.post(f"/desk/{self.handle}/take-over")
        return answer

    def wechat(self, text: str) -> httpx.Response:
        """A person on WeChat says it; every message is another person's."""
        number = abs(hash(text)) % 10**9
        made = standin.delivery(
            self.server.url, standin.text_xml(f"o-{number}", text, number), encrypted=False
        )
        return made.send()


@pytest.fixture(scope="module")
def doors(server: Server, staff: Staff, store: RedisServer) -> Doors:
    begun = say(server, "我想办居住证").json()["conversation"]
    told = say(server, "我要投诉窗口让我跑了三趟", conversation=begun).json()
    number = told["messages"][0]["card"]["number"]
    staff.post("/desk/presence", status="online")
    named = handle(store.url, begun)
    assert staff.post(f"/desk/{named}/take-over").status_code == 204
    return Doors(server, staff, begun, named, number)


def samples() -> Iterator[tuple[str, str]]:
    """Texts with what must be found nowhere."""
    for kind in MAKERS:
        most = COUNT // len(MAKERS) or len(disguises(kind))
        yield from flood(kind, count=most)


def logged(server: Server) -> bytes:
    """The log, with JSON's escapes read back."""
    lines = server.log.read_text("utf-8", "replace").splitlines()
    return "\n".join(map(_read, lines)).encode()


def _read(line: str) -> str:
    try:
        return " ".join(str(value) for value in json.loads(line).values())
    except (ValueError, AttributeError):
        return line


def everything_kept(store: RedisServer) -> bytes:
    """Every command that ever changed this Redis, from its append-only file, decoded."""
    return store.commands().encode()


def exported(doors: Doors, store: RedisServer) -> bytes:
    """What people take out: transcript, tickets, audit, figures, the person's own data."""
    staff, name = doors.staff, doors.handle
    paths = (f"/desk/{name}", f"/desk/{name}/transcript", "/tickets", "/tickets.csv", "/insight",
             "/audit", "/desk", "/desk/around")  # fmt: skip
    texts = [staff.get(path).text for path in paths]
    env = {**os.environ, "REDIS_URL": store.url}
    shown = subprocess.run(
        [str(Path(sys.executable).parent / "banshi"), "privacy", "show", name],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return "\n".join(
        (*texts, shown.stdout, json.dumps(json.loads(shown.stdout), ensure_ascii=False))
    ).encode()


def test_no_identifier_is_kept_logged_counted_or_exported(
    doors: Doors, server: Server, store: RedisServer
) -> None:
    said = list(samples())
    ways = doors.all()
    began = time.monotonic()
    jobs = list(_jobs([text for text, _ in said], list(ways)))
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda job: _knock(ways[job[0]], job[1]), jobs))
    places = {
        "redis": everything_kept(store),
        "log": logged(server),
        "metrics": httpx.get(f"{server.url}/metrics").content,
        "exports": exported(doors, store),
    }
    through = {text: name for name, text in jobs}
    found = [
        (secret, place, through[text])
        for text, secret in said
        for place, held in places.items()
        if secret.encode() in held
    ]
    sizes = {place: len(held) for place, held in places.items()}
    print(f"{len(said)} identifiers through {len(ways)} doors, {len(jobs)} messages in "
          f"{time.monotonic() - began:.0f} s; searched {sizes} bytes; found {len(found)}")  # fmt: skip
    assert found == []
    assert max(answers) < 500, "no text may break a door"
    assert "[身份证号]".encode() in places["redis"], "what was masked must be there as masked"
    assert "[手机号]".encode() in places["exports"]


@pytest.mark.parametrize("channel", ["web", "wechat"])
@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (("我的身份证号是440305", "199001011234，到期了怎么办"), "199001011234"),
        (("440305", "1991", "07315678"), "07315678"),
        (("我的手机号", "138", "66778899"), "66778899"),
        (("卡号是6222", "02123456", "78901287"), "78901287"),
    ],
    ids=["identity", "identity, not announced", "mobile", "card"],
)
def test_a_number_told_in_several_messages_is_kept_nowhere(
    doors: Doors,
    server: Server,
    store: RedisServer,
    channel: str,
    said: tuple[str, ...],
    secret: str,
) -> None:
    begun = say(server, "你好").json()["conversation"]
    for at, text in enumerate(said):
        if channel == "web":
            answer = say(server, text, conversation=begun)
        else:
            made = standin.text_xml(f"o-{secret}", text, 10**9 + at)
            answer = standin.delivery(server.url, made, encrypted=False).send()
        assert answer.status_code == 200
    assert secret not in store.commands()
    assert secret.encode() not in logged(server)


def _jobs(texts: list[str], ways: list[str]) -> Iterator[tuple[str, str]]:
    """Every text through every channel and one of the other doors; of very many, through one."""
    others = [name for name in ways if name not in CHANNELS]
    for at, text in enumerate(texts):
        if COUNT:
            yield ways[at % len(ways)], text
            continue
        yield from ((name, text) for name in CHANNELS)
        yield others[at % len(others)], text


def _knock(door: Door, text: str) -> int:
    answer = door(text)
    return answer.status_code if isinstance(answer, httpx.Response) else 0
