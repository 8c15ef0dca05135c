"""WeChat's API: one token for all processes, and what each error code asks of an operator.

Source: official pages on getStableAccessToken and sendCustomMessage.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from typing import Any

import httpx
import redis.asyncio

from bot.errors import ChannelError
from bot.settings import Settings
from bot.stores import keys
from bot.stores.lock import Lock

STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45011})
TRIES = 3
BACK_OFF_SECONDS = 0.2
ANSWER_SECONDS = 10.0
LOCK_SECONDS = 40
"""Longer than all tries of a fetch take."""

WAIT_SECONDS = 20.0
POLL_SECONDS = 0.05
TOKEN_MARGIN_SECONDS = 300
"""The platform renews a token in its last five minutes."""

_WHITE_LIST = "put this server's address on the IP white list of the account"
_TOKEN = "a fresh token was refused too: check BANSHI_WECHAT_APPID and the clock of this machine"
_OFTEN = "too many calls: it is tried again; where it stays, ask WeChat for a higher limit"

ADVICE = {
    -1: "WeChat is busy; it is tried again",
    40001: _TOKEN,
    40003: "the openid does not belong to this account: check BANSHI_WECHAT_APPID",
    40013: "BANSHI_WECHAT_APPID is wrong",
    40014: _TOKEN,
    40018: "menu: a name is too long",
    40027: "menu: an address or a mini-program is wrong",
    40054: "menu: an address is not allowed; it needs https and a domain of the account",
    40125: "BANSHI_WECHAT_APP_SECRET is wrong",
    40164: _WHITE_LIST,
    40200: "a test account (测试号) has no msgmenu; choices are sent as text",
    41004: "BANSHI_WECHAT_APP_SECRET is not set",
    42001: _TOKEN,
    43004: "the person does not follow the account (any more)",
    45002: "the text is too long; this is a fault of ours, please report it",
    45009: "the daily quota of this interface is used up until midnight; 公众平台 can clear it",
    45011: _OFTEN,
    45015: "the person wrote more than 48 hours ago or has unsubscribed",
    45047: "the quota of 客服 messages to this person is used up until they write again",
    48001: "this account may not use the interface: it is not verified (微信认证)",
    48004: "the interface is blocked for this account: look at the notices in 公众平台",
    50002: "the account is limited: look at the notices in 公众平台",
    61004: _WHITE_LIST,
}
"""What an operator should do. Source: 全局返回码 and the page on sendCustomMessage; 40018, 40027,
40054, 41004, 43004, 48004 and 50002 are from memory and were never seen."""

NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.HTTPStatusError,
)


class WechatError(ChannelError):
    """WeChat refused a call; ``errcode`` is its own."""

    code = "wechat"

    def __init__(self, errcode: int, errmsg: str) -> None:
        self.errcode = errcode
        advice = ADVICE.get(errcode, errmsg)
        super().__init__(f"WeChat {errcode}: {advice}")


class Unanswered(ChannelError):
    """A call was sent and no answer came: whether it was carried out is not known."""

    code = "unanswered"


class WechatClient:
    """Calls WeChat's API without ever blocking the loop."""

    def __init__(
        self, store: redis.asyncio.Redis[bytes], *, api: str, appid: str, app_secret: str
    ) -> None:
        self._redis = store
        self._lock = Lock(store)
        self._appid = appid
        self._secret = app_secret
        self._http = httpx.AsyncClient(base_url=api, timeout=ANSWER_SECONDS)

    @classmethod
    def of(cls, settings: Settings, store: redis.asyncio.Redis[bytes]) -> WechatClient:
        """The client of the account the settings describe."""
        return cls(
            store,
            api=settings.wechat_api,
            appid=settings.wechat_appid,
            app_secret=settings.wechat_app_secret,
        )

    async def close(self) -> None:
        """Closes connections."""
        await self._http.aclose()

    async def send_text(self, openid: str, text: str) -> None:
        """Sends a 客服 text message; raises WechatError or ChannelError."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self.call("/cgi-bin/message/custom/send", body)

    async def send_menu(self, openid: str, text: str, items: Sequence[tuple[str, str]]) -> None:
        """Sends a 客服 message with choices below it (msgmenu)."""
        menu = {
            "head_content": text,
            "list": [{"id": name, "content": content} for name, content in items],
            "tail_content": "",
        }
        body = {"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}
        await self.call("/cgi-bin/message/custom/send", body)

    async def set_menu(self, menu: dict[str, Any]) -> None:
        """Replaces the menu of the account."""
        await self.call("/cgi-bin/menu/create", menu)

    async def menu(self) -> dict[str, Any]:
        """The menu as the platform has it, made by API or by hand."""
        return await self.call("/cgi-bin/get_current_selfmenu_info")

    async def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Calls an interface with a token (POST where there is a body, else GET); fetches a new
        token once where the old one is refused."""
        token = await self._token()
        try:
            return await self._ask(path, body, token=token)
        except WechatError as error:
            if error.errcode not in STALE_TOKEN:
                raise
        await self._forget(token)
        return await self._ask(path, body, token=await self._token())

    async def _ask(
        self, path: str, body: dict[str, Any] | None, *, token: str = ""
    ) -> dict[str, Any]:
        """One call, with a few tries where nothing can have been done yet."""
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                found = await self._once(path, body, token)
            except NOT_SENT as error:
                if last:
                    raise ChannelError(f"WeChat's API does not answer: {_reason(error)}") from error
            except httpx.TransportError as error:
                raise Unanswered(f"WeChat's API: no answer to {path}: {_reason(error)}") from error
            except ValueError as error:
                raise ChannelError(f"WeChat's API: {path} did not give JSON") from error
            else:
                code = int(found.get("errcode", 0))
                if code == 0:
                    return found
                if code not in BUSY or last:
                    raise WechatError(code, str(found.get("errmsg", "")))
            await asyncio.sleep(BACK_OFF_SECONDS * 2**attempt)
        raise AssertionError("the last try returns or raises")

    async def _once(self, path: str, body: dict[str, Any] | None, token: str) -> dict[str, Any]:
        method, content = ("GET", None) if body is None else ("POST", _json(body))
        params = {"access_token": token} if token else {}
        answer = await self._http.request(method, path, content=content, params=params)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def _token(self) -> str:
        """The token all processes share; one of them fetches it."""
        mine = secrets.token_hex(8)
        for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
            stored = await self._redis.get(keys.WECHAT_TOKEN)
            if stored:
                return str(stored.decode())
            if await self._lock.take(keys.WECHAT_TOKEN_LOCK, mine, seconds=LOCK_SECONDS):
                try:
                    return await self._fetch_token()
                finally:
                    await self._lock.free(keys.WECHAT_TOKEN_LOCK, mine)
            await asyncio.sleep(POLL_SECONDS)
        raise ChannelError("no WeChat token: another process has been fetching one for too long")

    async def _fetch_token(self) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        try:
            found = await self._ask("/cgi-bin/stable_token", body)
        except Unanswered as error:
            # What the token was for has not been sent.
            raise ChannelError(str(error)) from error
        token = str(found["access_token"])
        seconds = max(int(found.get("expires_in", 7200)) - TOKEN_MARGIN_SECONDS, 60)
        await self._redis.set(keys.WECHAT_TOKEN, token, ex=seconds)
        return token

    async def _forget(self, token: str) -> None:
        """Drops a refused token, unless another process has replaced it already."""
        await self._lock.free(keys.WECHAT_TOKEN, token)


def _reason(error: httpx.HTTPError) -> str:
    """What went wrong, without the address: the token stands in it."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    return type(error).__name__


def _json(body: dict[str, Any]) -> bytes:
    """JSON with Chinese as it is: WeChat shows escapes (\\uXXXX) to people."""
    return json.dumps(body, ensure_ascii=False).encode()
