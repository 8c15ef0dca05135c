"""What a process takes on: how large, how much at once, how often from one address.

Everything beyond is refused at once and in words, instead of waiting in a growing queue.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers as RequestHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import Settings
from bot.stores.guesses import line
from bot.stores.rates import Rates, seconds_left
from connectors import bodies

STREAMS = "/api/events"
UNLIMITED = ("/livez", "/readyz", "/metrics")
WECHAT = "/wechat"
"""Few addresses deliver for everybody, with a signature; a person's own limit still holds."""

GUESSES = {"/api/console/sign-in": 20, "/sheet/": 60}
"""Where each request may be a guess, of a password or of a 续办码: so many of one address."""

LARGEST_BODY = 64 * 1024
LARGEST_FORM = 256 * 1024
"""A whole service in the console's form."""

LARGEST_UPLOAD = 20 * 1024 * 1024
"""Catalogue tables that staff upload; citizens send text."""

LARGEST = {
    "/api/console/catalog/import": LARGEST_UPLOAD,
    "/api/console/sign-in": LARGEST_BODY,
    "/api/console/": LARGEST_FORM,
}
"""The first that fits; `LARGEST_BODY` elsewhere."""

BODY_SECONDS = 10.0
UPLOAD_SECONDS = 300.0
"""How long a body may take to come; nobody's place is taken meanwhile."""


@dataclass
class Load:
    """What this process is doing at the moment."""

    requests: int = 0
    streams: int = 0


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
        if refused is None and bodies.expected(scope):
            try:
                receive = await _in_time(scope, receive)
            except bodies.TooLarge:
                refused = _too_large(scope)
            except asyncio.TimeoutError:
                refused = refusal(408, "too_slow", "内容没有发完，请再试一次")
                refused.headers["Connection"] = "close"
            except bodies.Gone:
                return
            # Others may have come while the body was on its way.
            refused = refused or self._room(scope)
        await (refused or self._counted_in)(scope, receive, send)

    async def _counted_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        counted = "streams" if scope["path"] == STREAMS else "requests"
        setattr(self.load, counted, getattr(self.load, counted) + 1)
        try:
            await self.app(scope, receive, send)
        finally:
            setattr(self.load, counted, getattr(self.load, counted) - 1)

    def _size(self, scope: Scope) -> JSONResponse | None:
        length = RequestHeaders(scope=scope).get("content-length", "0")
        fits = length.isdigit() and int(length) <= _largest(scope)
        return None if fits else _too_large(scope)

    def _room(self, scope: Scope) -> JSONResponse | None:
        if scope["path"] == STREAMS:
            full = self.load.streams >= self.settings.max_streams
        else:
            full = self.load.requests >= self.settings.max_requests
        return refusal(503, "busy", "现在人很多，请稍等几秒再发一次", retry=2) if full else None

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


async def _in_time(scope: Scope, receive: Receive) -> Receive:
    most = _largest(scope)
    seconds = UPLOAD_SECONDS if most == LARGEST_UPLOAD else BODY_SECONDS
    return await asyncio.wait_for(bodies.whole(receive, most=most), seconds)


def too_often() -> JSONResponse:
    """The answer to somebody who asks too often."""
    return refusal(429, "too_often", "您发得太快了，请过一分钟再试", retry=seconds_left())


def _largest(scope: Scope) -> int:
    path = scope["path"]
    return next((most for place, most in LARGEST.items() if path.startswith(place)), LARGEST_BODY)


def _too_large(scope: Scope) -> JSONResponse:
    return refusal(413, "too_large", f"内容太大了（最多 {_largest(scope)} 字节）")


def refusal(status: int, code: str, message: str, *, retry: int = 0) -> JSONResponse:
    """An error of the API, in words."""
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
