"""Signing in at the house's own provider: the real protocol against a local provider."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from bot.errors import AccessError, SettingsError
from bot.settings import Settings
from bot.stores.accounts import Accounts
from bot.stores.connect import connect
from bot.stores.desk import DeskStore
from bot.stores.signing import SigningStore
from connectors.app import create_app
from connectors.console.identity import Oidc
from tests.oidc_provider import CLIENT, SECRET, Provider, running

ROLES = "hotline=operator chiefs=supervisor it=administrator"


@pytest.fixture()
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture()
async def browser(
    provider: Provider, settings: Settings, redis_url: str
) -> AsyncIterator[httpx.AsyncClient]:
    client = connect(redis_url)
    ours = settings.copy(
        update={"oidc_issuer": provider.url, "oidc_client_id": CLIENT,
                "oidc_client_secret": SECRET, "oidc_roles": ROLES}
    )  # fmt: skip
    app = create_app(ours)
    app.state.console = SimpleNamespace(
        accounts=Accounts(client),
        oidc=Oidc(ours, SigningStore(client)),
        desk=SimpleNamespace(store=DeskStore(client, expiry_seconds=600)),
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
        yield browser
    await client.close()
    await client.connection_pool.disconnect()


async def away(browser: httpx.AsyncClient) -> str:
    """Goes to the provider, which sends the browser back: the address it comes back to."""
    started = await browser.get("/api/console/oidc/start")
    assert started.status_code == 303
    async with httpx.AsyncClient() as outside:
        consented = await outside.get(started.headers["Location"])
    place = urlsplit(consented.headers["Location"])
    return f"{place.path}?{place.query}"


async def signed_in(browser: httpx.AsyncClient) -> httpx.Response:
    """The whole way; what the console says about who is there."""
    await browser.get(await away(browser))
    return await browser.get("/api/console/me")


async def test_a_group_of_the_house_signs_in_with_its_role(browser: httpx.AsyncClient) -> None:
    me = await signed_in(browser)
    assert (me.json()["role"], me.json()["shown"], me.json()["change"]) == (
        "operator", "周敏", False
    )  # fmt: skip


async def test_the_strongest_of_several_roles_counts_and_changes_with_the_groups(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.roles = ("hotline", "chiefs", "football")
    first = await signed_in(browser)
    provider.roles = ("hotline",)
    second = await signed_in(browser)
    assert (first.json()["role"], second.json()["role"]) == ("supervisor", "operator")
    assert first.json()["name"] == second.json()["name"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"aud": "another-client"}, id="for another client"),
        pytest.param({"nonce": "of another sign-in"}, id="nonce of another sign-in"),
        pytest.param({"iss": "http://elsewhere.example"}, id="another issuer"),
        pytest.param({"exp": 1_700_000_000}, id="run out"),
    ],
)
async def test_an_id_token_that_is_not_for_this_sign_in_opens_nothing(
    browser: httpx.AsyncClient, provider: Provider, wrong: dict
) -> None:
    provider.claims = wrong
    back = await browser.get(await away(browser))
    assert back.headers["Location"] == "/console?refused=token"
    assert (await browser.get("/api/console/me")).status_code == 401


async def test_an_id_token_signed_by_another_key_opens_nothing(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    back = await browser.get(await away(browser))
    assert back.headers["Location"] == "/console?refused=token"


async def test_who_has_no_group_with_a_role_is_refused(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.roles = ("football",)
    back = await browser.get(await away(browser))
    assert back.headers["Location"] == "/console?refused=role"
    assert (await browser.get("/api/console/me")).status_code == 401


async def test_a_way_back_is_good_once_and_only_in_the_browser_that_left(
    browser: httpx.AsyncClient,
) -> None:
    theirs = await away(browser)
    state = browser.cookies["banshi_signing"]
    browser.cookies.clear()
    stolen = await browser.get(theirs)
    assert stolen.headers["Location"] == "/console?refused=state"
    browser.cookies.set("banshi_signing", state)
    assert (await browser.get(theirs)).headers["Location"] == "/console"
    browser.cookies.set("banshi_signing", state)
    assert (await browser.get(theirs)).headers["Location"] == "/console?refused=state"


async def test_an_account_of_the_house_has_no_password_that_opens_it(
    browser: httpx.AsyncClient, redis_url: str
) -> None:
    name = (await signed_in(browser)).json()["name"]
    client = connect(redis_url)
    for password in ("", "x"):
        with pytest.raises(AccessError):
            await Accounts(client).sign_in(name, password)
    await client.close()
    await client.connection_pool.disconnect()


async def test_a_provider_that_does_not_answer_is_said_to_be_away(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    transport = browser._transport
    assert isinstance(transport, httpx.ASGITransport)
    transport.app.state.console.oidc.client._server_metadata_url = "http://127.0.0.1:9/none"
    back = await browser.get("/api/console/oidc/start")
    assert back.headers["Location"] == "/console?refused=provider"


def test_a_role_that_does_not_exist_is_named_at_start(settings: Settings) -> None:
    wrong = settings.copy(update={"oidc_issuer": "http://x.example", "oidc_roles": "it=king"})
    with pytest.raises(SettingsError, match="it=king"):
        Oidc(wrong, None)  # type: ignore[arg-type]
