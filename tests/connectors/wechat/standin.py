"""A stand-in of WeChat: signs, encrypts and delivers as the platform does, and answers its API.

Encryption and decryption are wechatpy's, an implementation independent of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import deserialize_reply
from wechatpy.utils import WeChatSigner

from tests.server import free_port

TOKEN = "spamtest"
APPID = "wx2c2769f8efd9abc2"
APP_SECRET = "secret-of-the-account"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_account"
DELIVERIES = 3
"""How often WeChat delivers a message: once, and twice more when no answer came in time."""


@dataclass
class Platform:
    """WeChat's API side: what was asked of it, and what it answers next."""

    url: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tokens: int = 0
    refuse: list[int] = field(default_factory=list)
    token: str = ""
    down: bool = False
    delay: float = 0.0
    menus: list[dict[str, Any]] = field(default_factory=list)
    account_menu: dict[str, Any] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)

    def texts_to(self, openid: str) -> list[str]:
        """客服 texts that reached a person, in order."""
        return [text for to, text in self.sent if to == openid]


def _app(platform: Platform) -> FastAPI:  # noqa: C901 (one small function an interface)
    app = FastAPI()

    @app.middleware("http")
    async def troubles(request: Request, call_next: Any) -> Any:
        platform.calls.append(request.url.path)
        answer = Response(status_code=502) if platform.down else await call_next(request)
        await asyncio.sleep(platform.delay)
        return answer

    @app.post("/cgi-bin/menu/create")
    async def create(request: Request) -> dict[str, Any]:
        if request.query_params.get("access_token") != platform.token:
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        platform.account_menu = await request.json()
        return {"errcode": 0, "errmsg": "ok"}

    @app.get("/cgi-bin/get_current_selfmenu_info")
    async def menu(request: Request) -> dict[str, Any]:
        if request.query_params.get("access_token") != platform.token:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        return {"is_menu_open": 1, "selfmenu_info": platform.account_menu}

    @app.post("/cgi-bin/stable_token")
    async def stable_token(request: Request) -> dict[str, Any]:
        body = await request.json()
        if body["secret"] != APP_SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        platform.tokens += 1
        platform.token = f"token-{platform.tokens}"
        return {"access_token": platform.token, "expires_in": 7200}

    @app.post("/cgi-bin/message/custom/send")
    async def send(request: Request) -> dict[str, Any]:
        if platform.refuse:
            return {"errcode": platform.refuse.pop(0), "errmsg": "refused"}
        if request.query_params.get("access_token") != platform.token:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        body = await request.json()
        to, left = body["touser"], platform.quota.get(body["touser"])
        if left == 0:
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        if left is not None:
            platform.quota[to] = left - 1
        if body["msgtype"] == "msgmenu":
            platform.menus.append(body)
            platform.sent.append((to, body["msgmenu"]["head_content"]))
        else:
            platform.sent.append((to, body["text"]["content"]))
        return {"errcode": 0, "errmsg": "ok"}

    return app


@contextlib.contextmanager
def platform() -> Iterator[Platform]:
    """The platform's API on a local port."""
    port = free_port()
    state = Platform(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(
        uvicorn.Config(_app(state), port=port, ws="none", log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield state
    server.should_exit = True
    thread.join(5)


@dataclass
class Delivery:
    """One callback, ready to be sent as often as WeChat would."""

    url: str
    params: dict[str, str]
    body: str
    encrypted: bool

    def send(self, *, base: str = "") -> httpx.Response:
        """Delivers once, to ``base`` where another process shall get it."""
        address = f"{base or self.url}/wechat"
        return httpx.post(address, params=self.params, content=self.body.encode(), timeout=60)

    def insist(self, *bases: str, patience: float) -> list[httpx.Response | None]:
        """Delivers as WeChat does: hangs up after a while and tries again, three times in all.

        Each repetition has the same query and body; it goes to the next of ``bases``.
        """
        answers: list[httpx.Response | None] = []
        for attempt in range(DELIVERIES):
            address = f"{(bases or (self.url,))[attempt % max(len(bases), 1)]}/wechat"
            try:
                answers.append(
                    httpx.post(
                        address, params=self.params, content=self.body.encode(), timeout=patience
                    )
                )
            except httpx.TransportError:
                answers.append(None)
            if answers[-1] is not None and answers[-1].status_code == 200:
                break
        return answers

    def text_of(self, response: httpx.Response) -> str:
        """The text of a passive reply; empty for `success`."""
        if response.text in ("", "success"):
            return ""
        xml = response.text
        if self.encrypted:
            found = response.text
            signature = _element(found, "MsgSignature")
            stamp, nonce = _element(found, "TimeStamp"), _element(found, "Nonce")
            xml = _crypto().decrypt_message(found, signature, stamp, nonce)
        return str(deserialize_reply(xml).content)


def delivery(url: str, xml: str, *, encrypted: bool, timestamp: int | None = None) -> Delivery:
    """Signs (and encrypts) a callback as WeChat does."""
    stamp, nonce = str(timestamp or int(time.time())), "1320562132"
    params = {"timestamp": stamp, "nonce": nonce, "signature": signature(stamp, nonce)}
    body = xml
    if encrypted:
        body = _crypto().encrypt_message(xml, nonce, stamp)
        params |= {"encrypt_type": "aes", "msg_signature": _element(body, "MsgSignature")}
    return Delivery(url, params, body, encrypted)


def signature(*parts: str) -> str:
    """The plain signature, computed by wechatpy."""
    signer = WeChatSigner()
    signer.add_data(TOKEN, *parts)
    return str(signer.signature)


def text_xml(openid: str, content: str, message_id: int, **extra: str) -> str:
    """A text message as WeChat writes it."""
    fields = {"Content": content, "MsgId": str(message_id), **extra}
    return message_xml(openid, "text", created=1700000000 + message_id, **fields)


def message_xml(openid: str, kind: str, *, created: int = 1700000000, **fields: str) -> str:
    """Any message or event."""
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>{created}</CreateTime>"
        f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    )


def _crypto() -> WeChatCrypto:
    return WeChatCrypto(TOKEN, AES_KEY, APPID)


def _element(xml: str, name: str) -> str:
    value = xml.split(f"<{name}>")[1].split(f"</{name}>", maxsplit=1)[0]
    return value.removeprefix("<![CDATA[").removesuffix("]]>")
