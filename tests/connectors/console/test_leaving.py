"""Whoever leaves keeps no citizen waiting: what they had goes back into the queue."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest

from bot.errors import AccessError
from bot.handoff.desk import Desk
from bot.settings import Settings
from bot.stores.accounts import Accounts
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from bot.stores.handles import handles
from bot.stores.turns import Turns
from connectors.app import create_app
from connectors.console.access import COOKIE, CSRF_HEADER


class Place:
    """A desk with its routes, and people at it."""

    def __init__(self, settings: Settings, redis_url: str) -> None:
        self.client = connect(redis_url)
        self.accounts = Accounts(self.client)
        store = DeskStore(self.client, expiry_seconds=600)
        self.desk = Desk(store, wait_minutes=15, idle_minutes=30)
        self._app = create_app(settings)
        gateway = SimpleNamespace(engine=SimpleNamespace(client=self.client))
        self._app.state.console = SimpleNamespace(
            accounts=self.accounts, desk=self.desk, gateway=gateway
        )

    async def enter(self, role: str) -> tuple[str, httpx.AsyncClient]:
        """The name of somebody new with a role, and their browser."""
        name, password = f"t{secrets.token_hex(5)}", "a-long-password"
        first = await self.accounts.create(name, role)
        cookie, session = await self.accounts.sign_in(name, first)
        await self.accounts.change_password(cookie, name, first, password)
        transport = httpx.ASGITransport(app=self._app)
        headers = {CSRF_HEADER: session.csrf}
        return name, httpx.AsyncClient(
            transport=transport, base_url="http://desk/api/console", headers=headers,
            cookies={COOKIE: cookie},
        )  # fmt: skip

    async def served_by(self, staff: str) -> str:
        """A conversation somebody has."""
        name, turns = secrets.token_hex(6), Turns(self.client, hold_seconds=5, expiry_seconds=600)
        turn = await turns.open(name, wait=2)
        said = [{"from": "citizen", "text": "转人工"}]
        await turns.commit(turn, tracker=None, reply={}, said=said, fields={"channel": "web"})
        await self.desk.take_over(name, staff=staff)
        return name

    async def where(self, conversation: str) -> tuple[str, str]:
        """Where a conversation is, and with whom."""
        state = await self.desk.store.state(conversation)
        assert state is not None
        return state.desk, state.staff


@pytest.fixture()
async def place(settings: Settings, redis_url: str) -> AsyncIterator[Place]:
    made = Place(settings, redis_url)
    yield made
    await made.client.close(close_connection_pool=True)


async def test_signing_out_puts_open_conversations_back(place: Place) -> None:
    name, browser = await place.enter("operator")
    conversation = await place.served_by(name)
    assert (await browser.post("/sign-out")).status_code == 204
    assert await place.where(conversation) == ("WAITING", "")


async def test_an_account_turned_off_keeps_no_conversation(place: Place) -> None:
    name, _ = await place.enter("operator")
    _, administrator = await place.enter("administrator")
    conversation = await place.served_by(name)
    path = f"/accounts/{name}/active"
    assert (await administrator.post(path, json={"active": False})).status_code == 204
    assert await place.where(conversation) == ("WAITING", "")


async def test_a_supervisor_takes_a_conversation_or_puts_it_back(place: Place) -> None:
    name, _ = await place.enter("operator")
    chief, supervisor = await place.enter("supervisor")
    taken, back = await place.served_by(name), await place.served_by(name)
    called = (await handles(place.client)).of
    assert (await supervisor.post(f"/desk/{called(taken)}/take-from")).status_code == 204
    assert (await supervisor.post(f"/desk/{called(back)}/requeue")).status_code == 204
    assert (await supervisor.post(f"/desk/{taken}/requeue")).status_code == 409
    assert await place.where(taken) == ("HUMAN", chief)
    assert await place.where(back) == ("WAITING", "")


async def test_a_reset_password_opens_the_form_for_another_one_and_the_old_one_nothing(
    place: Place,
) -> None:
    name, _ = await place.enter("operator")
    _, administrator = await place.enter("administrator")
    given = (await administrator.post(f"/accounts/{name}/reset")).json()
    _, session = await place.accounts.sign_in(name, given["password"])
    assert session.change
    with pytest.raises(AccessError):
        await place.accounts.sign_in(name, "a-long-password")


async def test_another_role_ends_the_session_and_puts_conversations_back(place: Place) -> None:
    name, browser = await place.enter("operator")
    _, administrator = await place.enter("administrator")
    conversation = await place.served_by(name)
    body = {"role": "editor", "shown": "小王"}
    assert (await administrator.post(f"/accounts/{name}/describe", json=body)).status_code == 204
    assert await place.where(conversation) == ("WAITING", "")
    assert (await browser.get("/me")).status_code == 401


async def test_what_is_too_long_is_refused_in_chinese(place: Place) -> None:
    _, administrator = await place.enter("administrator")
    body = {"name": "x" * 41, "role": "operator"}
    refused = await administrator.post("/accounts", json=body)
    assert (refused.status_code, refused.json()["detail"][:4]) == (422, "填的内容")
    refused = await administrator.post("/accounts", json={"name": "1x", "role": "operator"})
    assert "operator" not in refused.json()["error"]["message"]
