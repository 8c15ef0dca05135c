"""Somebody at the desk of a running server, by the console's own HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx

from connectors.console.access import COOKIE, CSRF_HEADER
from tests.staff import account, handle

HOURS = "daily 00:00-23:59"


class Operator:
    """Signed in, and there."""

    def __init__(self, http: httpx.Client, redis_url: str) -> None:
        self._http = http
        self._redis_url = redis_url

    def do(self, conversation: str, what: str, **body: str) -> None:
        """One step: claim, say, give-back…"""
        self._http.post(f"{self._place(conversation)}/{what}", json=body).raise_for_status()

    def sees(self, conversation: str) -> dict[str, Any]:
        """What the console shows of a conversation."""
        found: dict[str, Any] = self._http.get(self._place(conversation)).json()
        return found

    def _place(self, conversation: str) -> str:
        return f"/api/console/desk/{handle(self._redis_url, conversation)}"


@contextlib.contextmanager
def operator(url: str, redis_url: str) -> Iterator[Operator]:
    """An operator who takes conversations, and leaves afterwards."""
    who = account(redis_url, "operator")
    with httpx.Client(base_url=url, timeout=30) as http:
        http.cookies.set(COOKIE, who.cookie)
        http.headers[CSRF_HEADER] = who.csrf
        http.post("/api/console/desk/presence", json={"status": "online"}).raise_for_status()
        yield Operator(http, redis_url)
        http.post("/api/console/desk/presence", json={"status": "away"})
