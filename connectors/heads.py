"""A cap on the head of a request, which uvicorn lacks with httptools: 431 beyond it."""

from __future__ import annotations

import logging

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 32 * 1024
"""As much as nginx takes (deploy/nginx/banshi.conf)."""

REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
logger = logging.getLogger(__name__)


class CappedHeads(HttpToolsProtocol):
    """Reads no more of a request than a head may have before something comes of it."""

    _unfinished = 0

    def data_received(self, data: bytes) -> None:
        """Counts what comes until a head is complete, or more of a body is there."""
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse()

    def on_headers_complete(self) -> None:
        """A head that came in one piece is measured by its parts."""
        self._unfinished = 0
        if len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > LARGEST_HEAD:
            self._refuse()
        elif not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Part of a body; that of a refused request is nobody's."""
        self._unfinished = 0
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The next head begins."""
        self._unfinished = 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def _refuse(self) -> None:
        logger.warning("the head of a request is larger than %s bytes: refused", LARGEST_HEAD)
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(REFUSAL)
        self.transport.close()
