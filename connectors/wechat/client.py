"""WeChat's API: one token for all processes, and what each error code asks of an operator.

Source: official pages on getStableAccessToken and sendCustomMessage.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence
from typing import Any

import httpx
import redis.asyncio

from bot.errors import ChannelError
from bot.stores import keys

STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45009, 45011})
TRIES = 3
LOCK_SECONDS = 30
"""Longer than all tries of a fetch take."""

WAIT_SECONDS = 20.0
POLL_SECONDS = 0.05
_FREE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
TOKEN_MARGIN_SECONDS = 300
"""The platform renews a token in its last five minutes."""

ADVICE = {
    40003: "the openid does not belong to this account: check BANSHI_WECHAT_APPID",
    40013: "BANSHI_WECHAT_APPID is wrong",
    40125: "BANSHI_WECHAT_APP_SECRET is wrong",
    40164: "put this server's address on the IP white list of the account",
    45002: "the text is too long; this is a fault of ours, please report it",
    45009: "the daily quota of this interface is used up",
    45011: "too many calls a minute",
    45015: "the person wrote more than 48 hours ago or has unsubscribed",
    45047: "the quota of 客服 messages to this person is used up",
    48001: "this account may not use the interface: it is not verified (微信认证)",
    61004: "put this server's address on the IP white list of the account",
}
logger = logging.getLogger(__name__)


class WechatError(ChannelError):
    """WeChat refused a call; ``errcode`` is its own."""

    code = "wechat"

    def __init__(self, errcode: int, errmsg: str) -> None:
        self.errcode = errcode
        advice = ADVICE.get(errcode, errmsg)
        super().__init__(f"WeChat {errcode}: {advice}")


class WechatClient:
    """Calls WeChat's API without ever blocking the loop."""

    def __init__(
        self, store: redis.asyncio.Redis[bytes], *, api: str, appid: str, app_secret: str
    ) -> None:
        self._redis = store
        self._free = store.register_script(_FREE)
        self._appid = appid
        self._secret = app_secret
        self._http = httpx.AsyncClient(base_url=api, timeout=5.0)

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
        return await self.call("/cgi-bin/get_current_selfmenu_info", {})

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Posts to an interface with a token; fetches a new one once where the old is refused."""
        token = await self._token()
        try:
            return await self._post(path, body, token=token)
        except WechatError as error:
            if error.errcode not in STALE_TOKEN:
                raise
        await self._forget(token)
        return await self._post(path, body, token=await self._token())

    async def _post(self, path: str, body: dict[str, Any], *, token: str = "") -> dict[str, Any]:
        for attempt in range(TRIES):
            try:
                answer = await self._http.post(
                    path, content=_json(body), params={"access_token": token} if token else {}
                )
                answer.raise_for_status()
                found: dict[str, Any] = answer.json()
            except (httpx.HTTPError, ValueError) as error:
                if attempt == TRIES - 1:
                    raise ChannelError(f"WeChat's API does not answer: {error}") from error
            else:
                code = int(found.get("errcode", 0))
                if code == 0:
                    return found
                if code not in BUSY or attempt == TRIES - 1:
                    raise WechatError(code, str(found.get("errmsg", "")))
            await asyncio.sleep(0.2 * 2**attempt)
        raise ChannelError("WeChat's API does not answer")

    async def _token(self) -> str:
        """The token all processes share; one of them fetches it."""
        mine = secrets.token_hex(8)
        for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
            stored = await self._redis.get(keys.WECHAT_TOKEN)
            if stored:
                return str(stored.decode())
            if await self._redis.set(keys.WECHAT_TOKEN_LOCK, mine, nx=True, ex=LOCK_SECONDS):
                try:
                    return await self._fetch_token()
                finally:
                    await self._free(keys=[keys.WECHAT_TOKEN_LOCK], args=[mine])
            await asyncio.sleep(POLL_SECONDS)
        raise ChannelError("no WeChat token: another process has been fetching one for too long")

    async def _fetch_token(self) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        found = await self._post("/cgi-bin/stable_token", body)
        token = str(found["access_token"])
        seconds = max(int(found.get("expires_in", 7200)) - TOKEN_MARGIN_SECONDS, 60)
        await self._redis.set(keys.WECHAT_TOKEN, token, ex=seconds)
        return token

    async def _forget(self, token: str) -> None:
        """Drops a refused token, unless another process has replaced it already."""
        await self._free(keys=[keys.WECHAT_TOKEN], args=[token])


def _json(body: dict[str, Any]) -> bytes:
    """JSON with Chinese as it is: WeChat shows escapes (\\uXXXX) to people."""
    return json.dumps(body, ensure_ascii=False).encode()
