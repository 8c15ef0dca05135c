"""Every route of the console, each role: refused what it may not do, before anything is done."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Literal

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import APIRoute

from bot.errors import AccessError
from bot.handoff.desk import Desk
from bot.settings import Settings
from bot.stores import accounts as stored
from bot.stores import keys
from bot.stores.accounts import FROM_ADDRESS, OF_ACCOUNT, ROLES, Accounts
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from bot.stores.guesses import Guesses
from bot.stores.handles import handles
from connectors.app import create_app
from connectors.console.access import COOKIE

ALL = "operator supervisor editor administrator"
STAFF = "operator supervisor administrator"
LEADS = "supervisor administrator"
TEXTS = "editor administrator"
SEES = "supervisor editor administrator"
DESK = "/api/console/desk/{conversation}"
MAY = {
    "POST /api/console/sign-in": "",
    "GET /api/console/oidc/start": "",
    "GET /api/console/oidc/callback": "",
    "GET /api/console/me": ALL,
    "POST /api/console/sign-out": ALL,
    "POST /api/console/password": ALL,
    "GET /api/console/accounts": "administrator",
    "POST /api/console/accounts": "administrator",
    "POST /api/console/accounts/{name}/active": "administrator",
    "POST /api/console/accounts/{name}/reset": "administrator",
    "POST /api/console/accounts/{name}/describe": "administrator",
    "GET /api/console/audit": "administrator",
    "GET /api/console/assist": STAFF,
    "POST /api/console/assist/next": STAFF,
    "POST /api/console/assist/code": STAFF,
    "GET /api/console/desk": STAFF,
    "POST /api/console/desk/presence": STAFF,
    "GET /api/console/desk/around": STAFF,
    f"GET {DESK}": STAFF,
    f"POST {DESK}/approve": STAFF,
    f"POST {DESK}/typing": STAFF,
    f"POST {DESK}/claim": STAFF,
    f"POST {DESK}/take-over": STAFF,
    f"POST {DESK}/take-from": LEADS,
    f"POST {DESK}/requeue": LEADS,
    f"POST {DESK}/say": STAFF,
    f"POST {DESK}/read/{{upto}}": STAFF,
    f"POST {DESK}/forward": STAFF,
    f"POST {DESK}/give-back": STAFF,
    f"POST {DESK}/close": STAFF,
    f"POST {DESK}/notes": STAFF,
    f"GET {DESK}/suggestion": STAFF,
    f"POST {DESK}/suggestion": STAFF,
    f"POST {DESK}/check": STAFF,
    f"GET {DESK}/transcript": LEADS,
    "GET /api/console/tickets": STAFF,
    "GET /api/console/tickets.xlsx": LEADS,
    "GET /api/console/tickets.csv": LEADS,
    "POST /api/console/tickets": STAFF,
    "POST /api/console/tickets/{number}/assign": STAFF,
    "POST /api/console/tickets/{number}/notes": STAFF,
    "POST /api/console/tickets/{number}/reopen": STAFF,
    "POST /api/console/tickets/{number}/close": STAFF,
    "POST /api/console/tickets/{number}/merge": LEADS,
    "GET /api/console/insight": SEES,
    "GET /api/console/insight/health": SEES,
    "GET /api/console/insight/conversations": SEES,
    "GET /api/console/insight/conversations/{conversation}": SEES,
    "GET /api/console/insight/report.docx": SEES,
    "GET /api/console/catalog": TEXTS,
    "GET /api/console/catalog/lint": TEXTS,
    "GET /api/console/catalog/diff": TEXTS,
    "GET /api/console/catalog/impact": TEXTS,
    "POST /api/console/catalog/import": TEXTS,
    "POST /api/console/catalog/publish": TEXTS,
    "POST /api/console/catalog/rollback": TEXTS,
    "GET /api/console/catalog/services/{service_id}": TEXTS,
    "POST /api/console/catalog/services/{service_id}": TEXTS,
    "GET /api/console/catalog/services": TEXTS,
    "GET /api/console/catalog/form": TEXTS,
    "POST /api/console/catalog/check": TEXTS,
    "GET /api/console/catalog/schedule": TEXTS,
    "POST /api/console/catalog/schedule": TEXTS,
    "POST /api/console/catalog/unschedule": TEXTS,
    "POST /api/console/proposals": ALL,
    "GET /api/console/catalog/proposals": TEXTS,
    "GET /api/console/catalog/proposals/{name}/trial": TEXTS,
    "POST /api/console/catalog/proposals/{name}/accept": TEXTS,
    "POST /api/console/catalog/proposals/{name}/reject": TEXTS,
    "GET /api/console/catalog/words": TEXTS,
    "POST /api/console/catalog/words/{name}/withdraw": TEXTS,
}
GUARDED = [(route, roles) for route, roles in MAY.items() if roles]
PASSWORD = "a-long-password"


@pytest.fixture()
async def accounts(redis_url: str) -> AsyncIterator[Accounts]:
    client = connect(redis_url)
    yield Accounts(client)
    await client.close()
    await client.connection_pool.disconnect()


@pytest.fixture()
def app(settings: Settings, accounts: Accounts) -> FastAPI:
    made = create_app(settings)
    made.state.console = SimpleNamespace(accounts=accounts)
    return made


@pytest.fixture()
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield client


async def signed_in(accounts: Accounts, role: str) -> tuple[str, str]:
    """Cookie and token of somebody with this role whose password is their own."""
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, role)
    cookie, session = await accounts.sign_in(name, password)
    await accounts.change_password(cookie, name, password, PASSWORD)
    return cookie, session.csrf


def test_the_table_names_every_route_of_the_console(app: FastAPI) -> None:
    found = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, APIRoute) and route.path.startswith("/api/console")
        for method in route.methods
    }
    assert found == set(MAY)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_is_refused_every_route_it_has_no_business_with(
    role: str, accounts: Accounts, browser: httpx.AsyncClient
) -> None:
    cookie, csrf = await signed_in(accounts, role)
    browser.cookies.set(COOKIE, cookie)
    passed = []
    for route, roles in GUARDED:
        method, path = route.split()
        if role in roles.split():
            continue
        response = await browser.request(method, path, headers={"X-CSRF-Token": csrf}, json={})
        if response.status_code != 403:
            passed.append((route, response.status_code))
    assert passed == []


async def test_nobody_gets_nothing(browser: httpx.AsyncClient) -> None:
    statuses = {
        (await browser.request(*route.split(), json={})).status_code for route, _ in GUARDED
    }
    assert statuses == {401}


async def test_a_change_without_the_token_of_our_page_is_refused(
    accounts: Accounts, browser: httpx.AsyncClient
) -> None:
    cookie, _ = await signed_in(accounts, "administrator")
    browser.cookies.set(COOKIE, cookie)
    for route, _ in GUARDED:
        method, path = route.split()
        if method == "POST":
            assert (await browser.post(path, json={})).status_code == 403, route


async def test_a_one_time_password_opens_nothing_but_its_own_change(
    accounts: Accounts, browser: httpx.AsyncClient
) -> None:
    name = f"t{secrets.token_hex(5)}"
    cookie, session = await accounts.sign_in(name, await accounts.create(name, "administrator"))
    browser.cookies.set(COOKIE, cookie)
    refused = await browser.get("/api/console/audit", headers={"X-CSRF-Token": session.csrf})
    assert refused.status_code == 403
    assert (await browser.get("/api/console/me")).json()["change"] is True


async def test_wrong_passwords_lock_the_account_for_the_right_one_too(accounts: Accounts) -> None:
    """Where they came from, and nowhere else: no stranger locks out who works here."""
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    tries = [accounts.sign_in(name, "wrong", address="thief") for _ in range(12)]
    told = [str(refused) for refused in await asyncio.gather(*tries, return_exceptions=True)]
    assert sum("不对" in refusal for refusal in told) == FROM_ADDRESS.most
    with pytest.raises(AccessError, match="锁定"):
        await accounts.sign_in(name, password, address="thief")
    _, session = await accounts.sign_in(name, password, address="office")
    assert session.name == name


async def test_guessing_from_everywhere_hears_known_places_only(
    accounts: Accounts, redis_url: str
) -> None:
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    await accounts.sign_in(name, password, address="office")
    client = connect(redis_url)
    for _ in range(OF_ACCOUNT.most):
        await Guesses(client).count(OF_ACCOUNT, name)
    await client.close()
    await client.connection_pool.disconnect()
    with pytest.raises(AccessError, match="登录过的地方"):
        await accounts.sign_in(name, password, address="elsewhere")
    for _ in range(2):
        _, session = await accounts.sign_in(name, password, address="office")
        assert session.name == name


async def test_the_loop_goes_on_while_ten_people_sign_in(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash ends only once the loop has taken a step after it began: never, if the loop hashed."""
    names = [f"t{secrets.token_hex(5)}" for _ in range(10)]
    opened = [(name, await accounts.create(name, "operator")) for name in names]
    stepped, hashed = threading.Event(), []

    class Waiting(PasswordHasher):
        def verify(self, *given: str | bytes) -> Literal[True]:
            stepped.clear()
            hashed.append(stepped.wait(5))
            return super().verify(*given)

        def hash(self, *given: str | bytes, salt: bytes | None = None) -> str:
            stepped.clear()
            hashed.append(stepped.wait(5))
            return super().hash(*given, salt=salt)

    monkeypatch.setattr(stored, "_hasher", Waiting())
    entering = asyncio.gather(*(accounts.sign_in(*pair) for pair in opened))
    while not entering.done():
        stepped.set()
        await asyncio.sleep(0)
    cookie, _ = entering.result()[0]
    changing = asyncio.ensure_future(
        accounts.change_password(cookie, *opened[0], "another-password")
    )
    making = asyncio.ensure_future(accounts.create(f"t{secrets.token_hex(5)}", "operator"))
    while not (changing.done() and making.done()):
        stepped.set()
        await asyncio.sleep(0)
    await asyncio.gather(changing, making)
    assert (len(hashed), all(hashed)) == (13, True)


async def test_an_account_turned_off_is_out_at_once(accounts: Accounts) -> None:
    name = f"t{secrets.token_hex(5)}"
    cookie, _ = await accounts.sign_in(name, await accounts.create(name, "operator"))
    await accounts.set_active(name, False)
    assert await accounts.session(cookie) is None


async def test_only_who_works_at_the_desk_is_given_a_conversation(
    accounts: Accounts, app: FastAPI, browser: httpx.AsyncClient, redis_url: str
) -> None:
    client = connect(redis_url)
    store, conversation = DeskStore(client, expiry_seconds=60), secrets.token_hex(6)
    app.state.console.desk = Desk(store, wait_minutes=15, idle_minutes=30)
    app.state.console.gateway = SimpleNamespace(engine=SimpleNamespace(client=client))
    handle = (await handles(client)).of(conversation)
    key = keys.conversation(conversation, "state")
    cookie, csrf = await signed_in(accounts, "operator")
    session = await accounts.session(cookie)
    assert session is not None
    await client.hset(key, mapping={"channel": "web", "desk": "HUMAN", "desk_staff": session.name})
    editor, off, colleague = names = [f"t{secrets.token_hex(5)}" for _ in range(3)]
    for name, role in zip(names, ("editor", "operator", "supervisor")):
        await accounts.create(name, role, shown="王老师")
    await accounts.set_active(off, False)
    browser.cookies.set(COOKIE, cookie)

    async def forwarded(to: str) -> int:
        path = f"/api/console/desk/{handle}/forward"
        given = await browser.post(path, headers={"X-CSRF-Token": csrf}, json={"to": to})
        return given.status_code

    assert [await forwarded(to) for to in (editor, off, "nobody")] == [409] * 3
    assert await forwarded(colleague) == 204
    assert await client.hmget(key, "desk_staff", "desk_name") == [
        colleague.encode(),
        "王老师".encode(),
    ]
    await client.close(close_connection_pool=True)


async def test_another_password_ends_all_other_sessions(accounts: Accounts) -> None:
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    (thief, _), (own, _) = [await accounts.sign_in(name, password) for _ in range(2)]
    await accounts.change_password(own, name, password, PASSWORD)
    assert await accounts.session(thief) is None
    session = await accounts.session(own)
    assert session is not None and not session.change


async def test_sessions_from_before_an_account_was_off_stay_ended(accounts: Accounts) -> None:
    name = f"t{secrets.token_hex(5)}"
    cookie, _ = await accounts.sign_in(name, await accounts.create(name, "operator"))
    for active in (False, True):
        await accounts.set_active(name, active)
    assert await accounts.session(cookie) is None


async def test_an_account_turned_off_while_its_password_is_hashed_stays_off(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    cookie, _ = await accounts.sign_in(name, password)
    begun, go_on = threading.Event(), threading.Event()

    class Waiting(PasswordHasher):
        def hash(self, *given: str | bytes, salt: bytes | None = None) -> str:
            begun.set()
            go_on.wait(5)
            return super().hash(*given, salt=salt)

    monkeypatch.setattr(stored, "_hasher", Waiting())
    changing = asyncio.ensure_future(accounts.change_password(cookie, name, password, PASSWORD))
    await asyncio.to_thread(begun.wait, 5)
    await accounts.set_active(name, False)
    go_on.set()
    with pytest.raises(AccessError):
        await changing
    assert [a.active for a in await accounts.all() if a.name == name] == [False]


async def test_neither_password_nor_session_id_stands_in_redis(
    accounts: Accounts, redis_url: str
) -> None:
    name = f"t{secrets.token_hex(5)}"
    password = await accounts.create(name, "operator")
    cookie, _ = await accounts.sign_in(name, password)
    client = connect(redis_url)
    names = [key.decode() async for key in client.scan_iter("banshi:staff*")]
    stored = [await client.get(n) for n in names if ":account:" in n or ":session:" in n]
    await client.close()
    await client.connection_pool.disconnect()
    assert not any(cookie in n for n in names)
    assert not any(password.encode() in (value or b"") for value in stored)
