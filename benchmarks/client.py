"""An HTTP client that takes next to nothing of the machine it shares with the server.

Where both stand on two cores, what the client takes is missing at the server.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from urllib.parse import urlsplit

LENGTH = b"content-length: "
OK = b"HTTP/1.1 200 "


class Connection:
    """One connection that is kept; replies have to name their length (RFC 9112, 6.2)."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = f"Host: {parts.netloc}\r\nContent-Type: application/json\r\n"

    async def __aenter__(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    async def post(self, path: str, body: bytes) -> bytes:
        """The body of the reply; raises RuntimeError on any status but 200."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        replied = await self._reader.readuntil(b"\r\n\r\n")
        if not replied.startswith(OK):
            raise RuntimeError(f"{path} answered {replied[:80]!r}")
        after = replied.lower().partition(LENGTH)[2]
        return await self._reader.readexactly(int(after[: after.index(b"\r")]))
