"""What a process takes on: how large, how much at once, how often from one address.

Everything beyond is refused at once and in words, instead of waiting in a growing queue.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers as RequestHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings
from bot.stores.guesses import line
from bot.stores.rates import Rates, seconds_left

STREAMS = "/api/events"
UNLIMITED = ("/livez", "/readyz", "/metrics")
WECHAT = "/wechat"
"""Few addresses deliver for everybody, with a signature; a person's own limit still holds."""

GUESSES = {"/api/console/sign-in": 20, "/sheet/": 60}
"""Where each request may be a guess, of a password or of a 续办码: so many of one address."""

UPLOADS = "/api/console/"
LARGEST_BODY = 64 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024
"""Catalogue tables that staff upload; citizens send text."""


@dataclass
class Load:
    """What this process is doing at the moment."""

    requests: int = 0
    streams: int = 0


class TooLarge(Exception):
    """The body grew beyond what was allowed while it was read."""


class Limits:
    """Refuses what is too large, too much or too often; ``rates`` joins when Redis is there."""

    def __init__(self, app: ASGIApp, *, settings: Settings, load: Load) -> None:
        self.app = app
        self.settings = settings
        self.load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on, or refuses it."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED:
            await self.app(scope, receive, send)
            return
        refused = self._size(scope) or self._room(scope) or await self._often(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        counted = "streams" if scope["path"] == STREAMS else "requests"
        setattr(self.load, counted, getattr(self.load, counted) + 1)
        try:
            await self._pass_on(scope, receive, send)
        finally:
            setattr(self.load, counted, getattr(self.load, counted) - 1)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on and counts what is really sent, whatever Content-Length said."""
        allowed, started = _largest(scope), False

        async def receiving() -> Message:
            nonlocal allowed
            message = await receive()
            allowed -= len(message.get("body", b""))
            if allowed < 0:
                raise TooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except TooLarge:
            if not started:
                await _too_large(scope)(scope, receive, send)

    def _size(self, scope: Scope) -> JSONResponse | None:
        length = RequestHeaders(scope=scope).get("content-length", "0")
        fits = length.isdigit() and int(length) <= _largest(scope)
        return None if fits else _too_large(scope)

    def _room(self, scope: Scope) -> JSONResponse | None:
        if scope["path"] == STREAMS:
            full = self.load.streams >= self.settings.max_streams
        else:
            full = self.load.requests >= self.settings.max_requests
        return _refusal(503, "busy", "现在人很多，请稍等几秒再发一次", retry=2) if full else None

    async def _often(self, scope: Scope) -> JSONResponse | None:
        rates: Rates | None = getattr(scope["app"].state, "rates", None)
        address = address_of(scope)
        if rates is None or not address or scope["path"] == WECHAT:
            return None
        try:
            for kind, allowed in self._counted(scope):
                if not await rates.allows(kind, address, per_minute=allowed):
                    return too_often()
        except redis.RedisError:
            pass
        return None

    def _counted(self, scope: Scope) -> Iterator[tuple[str, int]]:
        """What a request counts as, and how many of that an address may make in a minute."""
        if scope["method"] == "GET":
            yield "read", self.settings.reads_per_minute
        else:
            yield "write", self.settings.writes_per_minute
        for place, allowed in GUESSES.items():
            if scope["path"].startswith(place):
                yield place.strip("/").replace("/", "-"), allowed


def too_often() -> JSONResponse:
    """The answer to somebody who asks too often."""
    return _refusal(429, "too_often", "您发得太快了，请过一分钟再试", retry=seconds_left())


def _largest(scope: Scope) -> int:
    return LARGEST_UPLOAD if scope["path"].startswith(UPLOADS) else LARGEST_BODY


def _too_large(scope: Scope) -> JSONResponse:
    return _refusal(413, "too_large", f"内容太大了（最多 {_largest(scope)} 字节）")


def _refusal(status: int, code: str, message: str, *, retry: int = 0) -> JSONResponse:
    headers = {"Retry-After": str(retry)} if retry else {}
    body = {"error": {"code": code, "message": message}}
    return JSONResponse(body, status_code=status, headers=headers)


def address_of(scope: Scope) -> str:
    """Whose request it is; empty for one of this machine: tools, or a proxy that names nobody."""
    address: str = (scope.get("client") or ("", 0))[0]
    try:
        return "" if ipaddress.ip_address(address).is_loopback else line(address)
    except ValueError:
        return ""
