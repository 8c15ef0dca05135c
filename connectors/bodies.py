"""The body of a request, whole and in good time, before the request takes anybody's place."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope


class TooLarge(Exception):
    """The body grew beyond what is allowed while it was read."""


class Gone(Exception):
    """Whoever sent the body went away before its end."""


def expected(scope: Scope) -> bool:
    """True where a body was announced."""
    headers = Headers(scope=scope)
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


async def whole(receive: Receive, *, most: int) -> Receive:
    """Reads a body and gives what hands it on; raises TooLarge, whatever Content-Length said."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise TooLarge
    waiting: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def handed_on() -> Message:
        return waiting.pop() if waiting else await receive()

    return handed_on
