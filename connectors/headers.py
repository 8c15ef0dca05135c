"""Every answer carries a request id and headers that keep browsers careful."""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import logs
from bot.privacy.masking import mask

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What is taken from a proxy; anything else could write into the logs (CWE-117)."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Pages say themselves what they need; whatever else is sent runs and frames nothing.
    "Content-Security-Policy": (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
}


class Headers:
    """Outermost layer: gives the request its id and the answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = request_id(scope)
        logs.request.set(name)
        private = scope["path"].startswith("/api/")
        gateway = getattr(scope["app"].state, "gateway", None)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = name
                if gateway is not None and gateway.engine.closing:
                    headers["Connection"] = "close"
                for header, value in ALWAYS.items():
                    headers.setdefault(header, value)
                if private:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, sending)


def request_id(scope: Scope) -> str:
    """The proxy's request id where it is harmless and nobody's number, else a new one."""
    given = next((v for k, v in scope["headers"] if k == b"x-request-id"), b"")
    text = bytes(given).decode("latin-1")
    harmless = REQUEST_ID.fullmatch(text) and mask(text) == text
    return text if harmless else secrets.token_hex(8)
