"""People who talk to a server over HTTP, driven by one thread that takes next to nothing.

Where both stand on two cores, what the client takes is missing at the server. Sockets and epoll
are all it needs; an event loop with its tasks and futures takes twice the time.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Generator, Iterator
from itertools import islice
from urllib.parse import urlsplit

LENGTH = b"content-length: "
OK = b"HTTP/1.1 200 "
END = b"\r\n\r\n"
MOST_AT_ONCE = 1 << 16

Talk = Generator[bytes, bytes, None]
"""One conversation: gives the bodies of its requests, and is sent those of the replies."""


def drive(url: str, path: str, talks: Iterator[Talk], *, people: int) -> list[float]:
    """Has so many talks at once until there are no more; gives the milliseconds of every turn.

    Each has a connection of its own, so that every process of the server gets its share.
    Raises RuntimeError on any status but 200, and where the server hangs up.
    """
    timings: list[float] = []
    with selectors.EpollSelector() as selector:
        try:
            for talk in islice(talks, people):
                _Person(url, path, talk).begin(selector)
            while selector.get_map():
                for key, _ in selector.select():
                    person: _Person = key.data
                    if not person.answered():
                        continue
                    timings.append(person.waited * 1000)
                    if not person.goes_on():
                        person.leave(selector)
                        for talk in islice(talks, 1):
                            _Person(url, path, talk).begin(selector)
        finally:
            for key in list(selector.get_map().values()):
                key.data.leave(selector)
    return timings


class _Person:
    """One talk over one connection; replies have to name their length (RFC 9112, 6.2)."""

    waited = 0.0

    def __init__(self, url: str, path: str, talk: Talk) -> None:
        parts = urlsplit(url)
        self._line = socket.create_connection((parts.hostname or "", parts.port or 80))
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._talk = talk
        self._came = b""
        self._began = 0.0

    def begin(self, selector: selectors.BaseSelector) -> None:
        """Says the first thing."""
        selector.register(self._line, selectors.EVENT_READ, self)
        self._say(next(self._talk))

    def answered(self) -> bool:
        """Takes what came; True once all is there that the reply says it holds."""
        came = self._line.recv(MOST_AT_ONCE)
        if not came:
            raise RuntimeError("the server hung up")
        self._came += came
        head, end, body = self._came.partition(END)
        if not end:
            return False
        if not head.startswith(OK):
            raise RuntimeError(f"the server answered {head[:80]!r}")
        length = int(head.lower().partition(LENGTH)[2].partition(b"\r")[0])
        if len(body) < length:
            return False
        self.waited = time.perf_counter() - self._began
        self._came = body
        return True

    def goes_on(self) -> bool:
        """Says the next thing; False where the talk is over."""
        reply, self._came = self._came, b""
        try:
            self._say(self._talk.send(reply))
        except StopIteration:
            return False
        return True

    def leave(self, selector: selectors.BaseSelector) -> None:
        """Hangs up."""
        selector.unregister(self._line)
        self._line.close()

    def _say(self, body: bytes) -> None:
        self._began = time.perf_counter()
        self._line.sendall(self._head + b"%d\r\n\r\n" % len(body) + body)
