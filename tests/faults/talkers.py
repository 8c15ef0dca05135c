"""Many people talking at once, who send again what was not answered, and count what they got."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import httpx
import redis

from bot.stores.connect import connect
from bot.stores.conversations import ConversationLog
from connectors.wechat.words import FAILED, WORKING_ON_IT
from tests.connectors.wechat import accounts, standin

SAID = (
    "我在宝安租房，想办居住证，要带什么", "要多少钱", "不是深圳户口", "满了", "下一步", "上一步",
    "在哪办", "几天能办好", "开公司要什么材料", "医保怎么报销", "不清楚", "你好",
)  # fmt: skip
A_CONVERSATION = 120
"""Then a person begins another one; a log is trimmed at 2,000 lines."""

FETCH = "好"
"""What a person on WeChat says to get an answer that took too long; it is nobody's question."""

GIVE_UP_SECONDS = 120.0
ANSWER_SECONDS = 20.0
TIMEOUT = {"timeout": httpx.Timeout(ANSWER_SECONDS).as_dict()}


@dataclass
class Talker:
    """One conversation: the ids of what was said, and the replies by id."""

    conversation: str
    openid: str = ""
    sent: list[str] = field(default_factory=list)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Tally:
    """What happened to all messages."""

    sent: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    sent_again: int = 0
    fetched: int = 0
    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0
    other_reply: int = 0
    apologies: int = 0
    given_up: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    turns_a_second: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0

    def broken(self) -> int:
        """How many promises were broken."""
        return self.lost + self.duplicated + self.out_of_order + self.other_reply + self.given_up

    def as_dict(self) -> dict[str, Any]:
        """For printing and keeping."""
        return asdict(self)


class Crowd:
    """Talkers against the addresses of one city.

    Every third talks through WeChat where ``wechat`` is the Redis to read their logs in: over HTTP
    nobody may.
    """

    def __init__(self, *urls: str, people: int, seed: int = 1, wechat: str = "") -> None:
        self.urls = urls
        self.tally = Tally()
        self._people = people
        self._wechat = wechat
        self._made = random.Random(seed)
        self._seconds: list[float] = []
        self._talkers: list[Talker] = []
        self._fetches = itertools.count(10**6)
        self._at_least, self._patience = 0, 0.0

    async def talk(self, *, messages: int = 0, seconds: float = 0.0, at_least: int = 0) -> Tally:
        """Everybody says so many messages, or talks for so long; then the logs are compared.

        Where they have not said ``at_least`` so many by then they go on, as long again at most.
        """
        began = time.monotonic()
        until = began + seconds if seconds else float("inf")
        self._at_least, self._patience = at_least, until + seconds
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(limits=limits) as http:
            await asyncio.gather(
                *(self._person(http, number, messages, until) for number in range(self._people))
            )
            self.tally.seconds = round(time.monotonic() - began, 1)
            for talker in self._talkers:
                await self._compare(http, talker)
        self._summarise()
        return self.tally

    def replies(self) -> list[dict[str, Any]]:
        """Everything that was answered."""
        return [reply for talker in self._talkers for reply in talker.replies.values()]

    async def _person(
        self, http: httpx.AsyncClient, number: int, messages: int, until: float
    ) -> None:
        made = random.Random(self._made.random())
        said = 0
        while said < messages or (not messages and self._goes_on(until)):
            if said % A_CONVERSATION == 0:
                talker = await self._begin(http, number, said)
                self._talkers.append(talker)
            name = f"{talker.conversation[-12:]}-{len(talker.sent)}"
            talker.sent.append(name)
            reply = await self._say(http, talker, made.choice(SAID), name)
            said += 1
            if reply is not None:
                talker.replies[name] = reply

    def _goes_on(self, until: float) -> bool:
        now = time.monotonic()
        return now < until or (self.tally.sent < self._at_least and now < self._patience)

    async def _begin(self, http: httpx.AsyncClient, number: int, said: int) -> Talker:
        if self._wechat and number % 3 == 0:
            openid = f"o-{number}-{said}-{self._made.random()}"
            return Talker(accounts.conversation(openid), openid)
        while True:
            answer = await self._post(http, partial(_web, {"text": "你好"}))
            if answer is not None and answer.status_code == 200:
                return Talker(str(answer.json()["conversation"]))
            await asyncio.sleep(0.5)

    async def _say(
        self, http: httpx.AsyncClient, talker: Talker, text: str, name: str
    ) -> dict[str, Any] | None:
        """Sends until answered; the same id each time."""
        self.tally.sent += 1
        channel = "wechat" if talker.openid else "web"
        self.tally.by_channel[channel] = self.tally.by_channel.get(channel, 0) + 1
        body = {"text": text, "conversation": talker.conversation, "message_id": name}
        made = (
            _wechat(talker.openid, text, len(talker.sent)) if talker.openid else partial(_web, body)
        )
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            began = time.perf_counter()
            answer = await self._post(http, made)
            if answer is not None and WORKING_ON_IT in answer.text:
                self.tally.fetched += 1
                made = _wechat(talker.openid, FETCH, next(self._fetches))
                continue
            if answer is not None and answer.status_code == 200 and FAILED not in answer.text:
                self._seconds.append(time.perf_counter() - began)
                self.tally.answered += 1
                reply: dict[str, Any] | None = None if talker.openid else answer.json()
                return reply
            self.tally.sent_again += 1
            await asyncio.sleep(0.2 + self._made.random() * 0.3)
        self.tally.given_up += 1
        return None

    async def _post(
        self, http: httpx.AsyncClient, made: Callable[[str], httpx.Request]
    ) -> httpx.Response | None:
        try:
            answer = await http.send(made(self._made.choice(self.urls)))
        except httpx.HTTPError as error:
            self._count(type(error).__name__)
            return None
        if answer.status_code != 200:
            self._count(str(answer.status_code))
        return answer

    def _count(self, error: str) -> None:
        self.tally.errors[error] = self.tally.errors.get(error, 0) + 1

    async def _compare(self, http: httpx.AsyncClient, talker: Talker) -> None:
        """The log of the conversation must hold every message once, in order, with its reply."""
        log = await self._log(http, talker)
        own = [entry for entry in log if entry.get("message_id") and entry["text"] != FETCH]
        kept = [entry["message_id"] for entry in own]
        # WeChat's ids are hashed by the server: there, what was said is counted.
        sent = list(dict.fromkeys(kept)) if talker.openid else talker.sent
        self.tally.lost += len(talker.sent) - len(set(kept) & set(sent))
        self.tally.duplicated += len(kept) - len(set(kept))
        self.tally.out_of_order += list(dict.fromkeys(kept)) != [n for n in sent if n in set(kept)]
        texts = {entry["seq"]: entry["text"] for entry in log}
        for reply in talker.replies.values():
            self.tally.apologies += reply["outcome"] == "failed"
            self.tally.other_reply += any(
                texts.get(message["seq"]) != message["text"] for message in reply["messages"]
            )

    async def _log(self, http: httpx.AsyncClient, talker: Talker) -> list[dict[str, Any]]:
        log: list[dict[str, Any]] = []
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            after = log[-1]["seq"] if log else 0
            # Whatever harms the server may still be at it.
            more = await (
                self._kept(talker, after) if talker.openid else self._read(http, talker, after)
            )
            if more is None:
                await asyncio.sleep(0.5)
                continue
            if not more:
                return log
            log += more
        raise TimeoutError(f"no log could be read for {GIVE_UP_SECONDS:.0f} s")

    async def _read(
        self, http: httpx.AsyncClient, talker: Talker, after: int
    ) -> list[dict[str, Any]] | None:
        query = {"conversation": talker.conversation, "after": after}
        answer = await self._post(http, partial(_read, query))
        found = answer.json()["messages"] if answer and answer.status_code == 200 else None
        return found

    async def _kept(self, talker: Talker, after: int) -> list[dict[str, Any]] | None:
        client = connect(self._wechat)
        try:
            found = await ConversationLog(client).read(talker.conversation, after=after)
        except redis.RedisError:
            return None
        finally:
            await client.close(close_connection_pool=True)
        return [{"seq": e.seq, "from": e.sender, **e.message} for e in found]

    def _summarise(self) -> None:
        ordered = sorted(self._seconds) or [0.0]
        for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99)):
            setattr(self.tally, name, round(ordered[int(len(ordered) * share)] * 1000, 1))
        self.tally.turns_a_second = round(self.tally.answered / max(self.tally.seconds, 0.1), 1)


def _web(body: dict[str, Any], url: str) -> httpx.Request:
    return httpx.Request("POST", f"{url}/api/messages", json=body, extensions=TIMEOUT)


def _read(query: dict[str, Any], url: str) -> httpx.Request:
    return httpx.Request("GET", f"{url}/api/messages", params=query, extensions=TIMEOUT)


def _wechat(openid: str, text: str, number: int) -> Callable[[str], httpx.Request]:
    """A delivery, the same bytes however often it is repeated."""
    made = standin.delivery("", standin.text_xml(openid, text, number), encrypted=False)
    return lambda url: httpx.Request(
        "POST", f"{url}/wechat", params=made.params, content=made.body.encode(), extensions=TIMEOUT
    )
