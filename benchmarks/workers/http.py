"""Banshi over HTTP, at a given turn of a conversation."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import redis

from benchmarks import processes, storage
from benchmarks.talk import said_at, sample
from bot.stores import keys


class BanshiOverHttp:
    """Turns over HTTP in copies of one prepared conversation."""

    def __init__(self, url: str, store: redis.Redis) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)
        self._store = store
        self._long, self._turns, self._made = "", 0, 0

    def prepare(self, turn: int) -> None:
        """Talks on until the conversation has one turn less than this."""
        if turn <= self._turns:
            self._long, self._turns = "", 0
        while self._turns < turn - 1:
            self._turns += 1
            self._long = self._say(said_at(self._turns), self._long)

    def run(self, count: int, first: int) -> list[float]:
        """Milliseconds of turns one after the other, each in a copy of the prepared conversation.

        All copies are made first: what that leaves in the caches is no turn's cost.
        """
        names = [self._copy() if self._long else "" for _ in range(count)]
        return [self._timed(name, sample(first + at)) for at, name in enumerate(names)]

    def _timed(self, name: str, text: str) -> float:
        started = time.perf_counter()
        self._say(text, name)
        return (time.perf_counter() - started) * 1000

    def _copy(self) -> str:
        self._made += 1
        name = f"bench-{self._made}"
        for part in storage.PARTS:
            source = keys.conversation(self._long, part)
            self._store.copy(source, keys.conversation(name, part))
        return name

    def _say(self, text: str, conversation: str) -> str:
        body = {"text": text, **({"conversation": conversation} if conversation else {})}
        answer = self._client.post("/api/messages", json=body).raise_for_status().json()
        if not answer["messages"] or answer["outcome"] == "failed":
            raise RuntimeError(f"Banshi had no answer to {text!r}")
        return str(answer["conversation"])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[BanshiOverHttp]:
    """A server with a Redis of its own."""
    with processes.redis_server(folder / "redis") as url:
        with processes.banshi(processes.with_linker(folder / "data"), redis_url=url) as server:
            yield BanshiOverHttp(server.url, redis.Redis.from_url(url))
