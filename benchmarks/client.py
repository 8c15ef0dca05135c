"""An HTTP client that takes next to nothing of the machine it shares with the server.

Where both stand on two cores, what the client takes is missing at the server.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from urllib.parse import urlsplit

LENGTH = b"content-length: "
OK = b"HTTP/1.1 200 "
END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One connection that is kept; replies have to name their length (RFC 9112, 6.2)."""

    _transport: asyncio.Transport

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = f"Host: {parts.netloc}\r\nContent-Type: application/json\r\n"
        self._came = b""
        self._reply: asyncio.Future[bytes] | None = None

    async def __aenter__(self) -> Connection:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, self._host, self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Takes what came; a reply is ready once all that it says it holds is there."""
        self._came += data
        head, end, body = self._came.partition(END)
        if not end or self._reply is None or self._reply.done():
            return
        if not head.startswith(OK):
            self._reply.set_exception(RuntimeError(f"the server answered {head[:80]!r}"))
            return
        after = head.lower().partition(LENGTH)[2]
        if len(body) >= int(after.partition(b"\r")[0]):
            self._reply.set_result(body)

    def connection_lost(self, error: Exception | None) -> None:
        """Lets go of whoever waits for a reply."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error or ConnectionError("the server hung up"))

    async def post(self, path: str, body: bytes) -> bytes:
        """The body of the reply; raises RuntimeError on any status but 200."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._came, self._reply = b"", asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + body)
        return await self._reply
