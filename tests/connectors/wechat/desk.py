"""Somebody at the desk of a running server, by the console's own HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from typing import Any

import httpx

from bot.stores.accounts import Accounts
from bot.stores.connect import connect

HOURS = "daily 00:00-23:59"
PASSWORD = "a-long-password"


async def _account(redis_url: str) -> str:
    client = connect(redis_url)
    accounts, name = Accounts(client), f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    cookie, _ = await accounts.sign_in(name, password)
    await accounts.change_password(cookie, name, password, PASSWORD)
    await client.close()
    await client.connection_pool.disconnect()
    return name


class Operator:
    """Signed in, and there."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def do(self, conversation: str, what: str, **body: str) -> None:
        """One step: claim, say, give-back…"""
        self._http.post(f"/api/console/desk/{conversation}/{what}", json=body).raise_for_status()

    def sees(self, conversation: str) -> dict[str, Any]:
        """What the console shows of a conversation."""
        found: dict[str, Any] = self._http.get(f"/api/console/desk/{conversation}").json()
        return found


@contextlib.contextmanager
def operator(url: str, redis_url: str) -> Iterator[Operator]:
    """An operator who takes conversations, and leaves afterwards."""
    name = asyncio.run(_account(redis_url))
    with httpx.Client(base_url=url, timeout=30) as http:
        signed = http.post("/api/console/sign-in", json={"name": name, "password": PASSWORD})
        http.headers["X-CSRF-Token"] = signed.json()["csrf"]
        http.post("/api/console/desk/presence", json={"status": "online"}).raise_for_status()
        yield Operator(http)
        http.post("/api/console/desk/presence", json={"status": "away"})
