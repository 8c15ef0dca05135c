"""The API client against a stand-in that is slow, down, or says no."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio
from typer.testing import CliRunner

from bot.catalog.model import Catalog
from bot.cli import app
from bot.errors import ChannelError, SettingsError
from bot.stores import keys
from bot.stores.connect import connect
from bot.stores.wechat import WechatStore
from connectors.wechat.client import ADVICE, STALE_TOKEN, Unanswered, WechatClient, WechatError
from connectors.wechat.identity import Identity
from connectors.wechat.menu import read_menu
from connectors.wechat.render import Outgoing
from connectors.wechat.sender import FINAL, QuotaUsedUp, Sender, Undeliverable
from tests.connectors.wechat import accounts, standin
from tests.connectors.wechat.standin import Platform

pytestmark = pytest.mark.redis
MENU = Path("data/wechat/menu.yml")


@pytest.fixture()
def platform() -> Iterator[Platform]:
    with standin.platform() as state:
        yield state


@pytest.fixture()
async def store(redis_url: str) -> AsyncIterator[redis.asyncio.Redis[bytes]]:
    client = connect(redis_url)
    await client.delete(keys.WECHAT_TOKEN)
    await client.delete(keys.WECHAT_TOKEN_LOCK)
    yield client
    await client.delete(keys.WECHAT_TOKEN)
    await client.close(close_connection_pool=True)


def client_of(store: redis.asyncio.Redis[bytes], url: str) -> WechatClient:
    return WechatClient(store, api=url, appid=standin.APPID, app_secret=standin.APP_SECRET)


@pytest.fixture()
async def client(
    store: redis.asyncio.Redis[bytes], platform: Platform
) -> AsyncIterator[WechatClient]:
    made = client_of(store, platform.url)
    yield made
    await made.close()


@pytest.fixture()
async def sender(store: redis.asyncio.Redis[bytes], client: WechatClient) -> AsyncIterator[Sender]:
    """Sends to the person of the conversation ``wx-c``, who has just written."""
    identity = Identity(accounts.SECRET)
    kept = WechatStore(store)
    await kept.reached("wx-c", identity.seal("o-c"), "message")
    yield Sender(kept, client, identity)
    await store.delete(keys.conversation("wx-c", "wechat"))


async def test_many_processes_fetch_one_token(
    store: redis.asyncio.Redis[bytes], platform: Platform
) -> None:
    clients = [client_of(store, platform.url) for _ in range(5)]
    await asyncio.gather(*(made.send_text("o", "好") for made in clients * 4))
    for made in clients:
        await made.close()
    assert (platform.tokens, len(platform.sent)) == (1, 20)


@pytest.mark.parametrize("code", sorted(STALE_TOKEN))
async def test_a_stale_token_is_fetched_again_once(
    client: WechatClient, platform: Platform, code: int
) -> None:
    platform.refuse = [code]
    await client.send_text("o", "好")
    assert (platform.tokens, len(platform.sent)) == (2, 1)
    platform.refuse = [code, code]
    with pytest.raises(WechatError, match=str(code)):
        await client.send_text("o", "好")
    assert (platform.tokens, len(platform.sent)) == (3, 1)


async def test_a_token_endpoint_that_is_down_is_one_error_and_no_token_in_the_log(
    client: WechatClient, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.down = True
    with pytest.raises(ChannelError, match="does not answer: HTTP 502"):
        await client.send_text("o", "好")
    platform.down = False
    with caplog.at_level(logging.INFO):
        await client.send_text("o", "好")
        platform.down = True
        with pytest.raises(ChannelError) as failed:
            await client.send_text("o", "好")
    assert platform.token not in str(failed.value)
    assert len(platform.sent) == 1


async def test_five_seconds_of_latency_send_once(client: WechatClient, platform: Platform) -> None:
    await client.send_text("o", "好")
    platform.delay = 5.0
    await client.send_text("o", "又好")
    assert platform.texts_to("o") == ["好", "又好"]


async def test_a_message_without_an_answer_is_not_sent_twice(
    sender: Sender, client: WechatClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.send_text("o", "the token is there")
    monkeypatch.setattr(client._http, "timeout", 0.2)
    platform.delay = 1.0
    with pytest.raises(Unanswered):
        await client.send_text("o-d", "好")
    await sender.send("wx-c", Outgoing("好"))
    platform.delay = 0.0
    await asyncio.sleep(1.2)
    assert (platform.texts_to("o-d"), platform.texts_to("o-c")) == (["好"], ["好"])


async def test_a_token_that_does_not_come_is_no_message_sent(
    sender: Sender, client: WechatClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client._http, "timeout", 0.2)
    platform.delay = 1.0
    with pytest.raises(ChannelError, match="stable_token") as failed:
        await sender.send("wx-c", Outgoing("好"))
    assert not isinstance(failed.value, Unanswered)
    platform.delay = 0.0
    await sender.send("wx-c", Outgoing("好"))
    assert platform.texts_to("o-c") == ["好"]


@pytest.mark.parametrize("code", sorted(FINAL))
async def test_what_can_never_arrive_is_tried_once(
    sender: Sender, platform: Platform, code: int
) -> None:
    platform.refuse = [code]
    with pytest.raises(Undeliverable, match=f"WeChat {code}"):
        await sender.send("wx-c", Outgoing("好"))
    assert platform.calls.count("/cgi-bin/message/custom/send") == 1


async def test_a_busy_platform_is_tried_again(sender: Sender, platform: Platform) -> None:
    platform.refuse = [-1, 45011]
    await sender.send("wx-c", Outgoing("好"))
    assert platform.texts_to("o-c") == ["好"]


async def test_what_may_arrive_later_gives_the_quota_back(
    sender: Sender, store: redis.asyncio.Redis[bytes], platform: Platform
) -> None:
    platform.refuse = [45009]
    with pytest.raises(WechatError):
        await sender.send("wx-c", Outgoing("好"))
    assert (await WechatStore(store).reach("wx-c")).left == 5


async def test_the_sixth_message_is_not_even_tried(sender: Sender, platform: Platform) -> None:
    for _ in range(5):
        await sender.send("wx-c", Outgoing("好"))
    with pytest.raises(QuotaUsedUp):
        await sender.send("wx-c", Outgoing("好"))
    assert len(platform.sent) == 5


async def test_a_menu_becomes_text_where_the_account_has_none(
    sender: Sender, platform: Platform
) -> None:
    part = Outgoing("选一个", (("say:是", "是"), ("say:不是", "不是")))
    await sender.send("wx-c", part)
    assert platform.menus[0]["msgmenu"]["list"] == [
        {"id": "say:是", "content": "是"}, {"id": "say:不是", "content": "不是"},
    ]  # fmt: skip
    platform.refuse = [40200]
    await sender.send("wx-c", part)
    assert platform.texts_to("o-c")[-1] == "选一个\n▸ 是\n▸ 不是"


def test_every_code_says_what_to_do() -> None:
    for code, advice in ADVICE.items():
        assert advice in str(WechatError(code, "said by the platform"))
    assert "said by the platform" in str(WechatError(99999, "said by the platform"))


def test_the_shipped_menu_fits_and_its_themes_are_there(catalog: Catalog) -> None:
    made = read_menu(MENU, catalog)
    assert [len(title["sub_button"]) for title in made["button"]] == [5, 5, 5]
    assert made["button"][0]["sub_button"][0] == {
        "type": "click", "name": "户口身份证", "key": "theme:户籍身份",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a list of 1 to 3 titles"),
        ("a: [", "cannot be read"),
        ("[{name: 一, say: 好}, {name: 二, say: 好}, {name: 三, say: 好}, {name: 四, say: 好}]",
         "1 to 3 titles"),
        ("[{name: 五个汉字呀, say: 好}]", "longer than 4"),
        ("[{name: 办, entries: []}]", "entries are a list of 1 to 5"),
        ("[{name: 办, say: 好, entries: [{name: 一, say: 好}]}]", "'say' does not go with entries"),
        ("[{name: 办, entries: [{name: 九个汉字超过限制了, say: 好}]}]", "longer than 8"),
        ("[{name: 办, theme: 没有}]", "no service has the theme"),
        ("[{name: 办, service: nothing}]", "no service has the id"),
        ("[{name: 办, link: 'http://a.cn'}]", "link: https"),
        ("[{name: 办}]", "needs exactly one of"),
        ("[{name: 办, say: 好, link: 'https://a.cn'}]", "needs exactly one of"),
        ("[{name: 办, mini_program: {appid: x, path: p}}]", "mini_program: appid"),
        ("[{say: 好}]", "name: missing"),
        ("[办]", "a name and one of"),
    ],
)  # fmt: skip
def test_a_menu_that_wechat_would_refuse_is_refused_here(
    text: str, problem: str, tmp_path: Path, catalog: Catalog
) -> None:
    file = tmp_path / "menu.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=problem):
        read_menu(file, catalog)


def test_a_link_and_a_mini_program_in_a_menu(tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "menu.yml"
    file.write_text(
        "[{name: 官网, link: 'https://a.cn'},"
        " {name: 小程序, mini_program: {appid: wx0123456789abcdef, path: p/i}}]", "utf-8",
    )  # fmt: skip
    view, program = read_menu(file, catalog)["button"]
    assert view == {"type": "view", "name": "官网", "url": "https://a.cn"}
    assert (program["type"], program["appid"], program["pagepath"]) == (
        "miniprogram", "wx0123456789abcdef", "p/i",
    )  # fmt: skip
    assert program["url"].startswith("https://")


def test_the_menu_is_pushed_and_shown(
    platform: Platform, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (accounts.plain(platform.url) | {"redis_url": redis_url}).items():
        monkeypatch.setenv("REDIS_URL" if name == "redis_url" else f"BANSHI_{name.upper()}", value)
    runner = CliRunner()
    pushed = runner.invoke(app, ["wechat", "menu", "push"])
    assert pushed.exit_code == 0, pushed.output
    shown = runner.invoke(app, ["wechat", "menu", "show"])
    titles = json.loads(shown.stdout)["selfmenu_info"]["button"]
    assert [title["name"] for title in titles] == ["办事", "更多主题", "我的"]
    platform.down = True
    refused = runner.invoke(app, ["wechat", "menu", "push"])
    assert refused.exit_code == 1
    assert "HTTP 502" in refused.output


def test_a_menu_cannot_be_pushed_without_an_account(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    refused = CliRunner().invoke(app, ["wechat", "menu", "push"])
    assert refused.exit_code == 1
    assert "BANSHI_WECHAT_APPID" in refused.output
