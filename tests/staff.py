"""People of the console: accounts with a password of their own, signed in."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.stores.accounts import Accounts
from bot.stores.connect import connect
from bot.stores.handles import handles

PASSWORD = "a-long-password"


@dataclass(frozen=True)
class Account:
    """Somebody new, with a session that is open already."""

    name: str
    cookie: str
    csrf: str


def account(redis_url: str, role: str) -> Account:
    """Somebody new with a role."""
    # Playwright keeps a loop of its own in its thread.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(_account(redis_url, role))).result()


def handle(redis_url: str, conversation: str) -> str:
    """What the console calls a conversation."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(_handle(redis_url, conversation))).result()


async def _handle(redis_url: str, conversation: str) -> str:
    client = connect(redis_url)
    made = (await handles(client)).of(conversation)
    await client.close()
    await client.connection_pool.disconnect()
    return made


async def _account(redis_url: str, role: str) -> Account:
    client = connect(redis_url)
    accounts, name = Accounts(client), f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, role)
    cookie, session = await accounts.sign_in(name, password)
    await accounts.change_password(cookie, name, password, PASSWORD)
    await client.close()
    await client.connection_pool.disconnect()
    return Account(name, cookie, session.csrf)
