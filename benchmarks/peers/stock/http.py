"""Stock Rasa over its REST channel, at a given turn of a conversation."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from benchmarks import processes
from benchmarks.talk import TALK, said_at, sample
from benchmarks.workers.protocol import repeated

COPIED_UP_TO = 100
"""Longer conversations take seconds to copy; their samples follow one another instead."""


class StockOverHttp:
    """Turns over HTTP at a prepared length."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=120)
        self._short: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._copied, self._made = True, 0

    def prepare(self, turn: int) -> None:
        """Makes the events of a conversation that has one turn less than this."""
        if not self._short:
            self._short = self._talk(len(TALK))
        self._copied = turn <= COPIED_UP_TO
        self._events = (
            repeated(self._short, turn - 1, is_message=lambda event: event["event"] == "user")
            if turn > 1
            else []
        )
        self._new()

    def run(self, count: int, first: int) -> list[float]:
        """Milliseconds of turns at the prepared length."""
        return [self._timed(sample(first + at)) for at in range(count)]

    def _timed(self, text: str) -> float:
        if self._copied:
            self._new()
        started = time.perf_counter()
        self._say(f"copy-{self._made}", text)
        return (time.perf_counter() - started) * 1000

    def _new(self) -> None:
        """A conversation of the prepared length."""
        self._made += 1
        if self._events:
            path = f"/conversations/copy-{self._made}/tracker/events"
            self._client.put(path, json=self._events).raise_for_status()

    def _talk(self, turns: int) -> list[dict[str, Any]]:
        for turn in range(1, turns + 1):
            self._say("short", said_at(turn))
        path = "/conversations/short/tracker"
        found = self._client.get(path, params={"include_events": "ALL"}).raise_for_status()
        return list(found.json()["events"])

    def _say(self, conversation: str, text: str) -> None:
        body = {"sender": conversation, "message": text}
        self._client.post("/webhooks/rest/webhook", json=body).raise_for_status()


@contextlib.contextmanager
def running(project: Path) -> Iterator[StockOverHttp]:
    """`rasa run` of the project."""
    with processes.stock(project) as server:
        yield StockOverHttp(server.url)
