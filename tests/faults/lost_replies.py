"""A way to Redis on which replies get lost, or commands come late although their sender left."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

SOME = 64 * 1024


class LossyWay:
    """Passes everything on, but for what it is told to lose or to hold."""

    def __init__(self, redis_url: str, socket: Path) -> None:
        self.url = f"unix://{socket}"
        self.lost = 0
        self._socket = socket
        self._server = urlsplit(redis_url).path
        self._about: bytes | None = None
        self._held: tuple[bytes, float] | None = None
        self._passing: set[asyncio.Task[None]] = set()

    def lose(self, about: str = "") -> None:
        """The reply to the next command with this text does not come, and the connection breaks."""
        self._about = about.encode()

    def hold(self, about: str, *, seconds: float) -> None:
        """The next command with this text is on its way for so long."""
        self._held = (about.encode(), seconds)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[LossyWay]:
        """Listens meanwhile."""
        listening = await asyncio.start_unix_server(self._connected, self._socket)
        try:
            yield self
        finally:
            listening.close()
            for task in self._passing:
                task.cancel()
            await asyncio.gather(*self._passing, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        theirs, ours = await asyncio.open_unix_connection(self._server)
        coming = asyncio.create_task(_copy(theirs, writer))
        try:
            while part := await reader.read(SOME):
                if self._held is not None and self._held[0] in part:
                    (_, seconds), self._held = self._held, None
                    await asyncio.sleep(seconds)
                losing = self._about is not None and self._about in part
                if losing:
                    self._about, self.lost = None, self.lost + 1
                    coming.cancel()
                    await asyncio.wait({coming})
                ours.write(part)
                if losing:
                    await theirs.read(SOME)
                    return
        finally:
            coming.cancel()
            for end in (writer, ours):
                end.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(SOME):
        writer.write(part)


@contextlib.asynccontextmanager
async def lossy_way(redis_url: str) -> AsyncIterator[LossyWay]:
    """A way to the Redis of a ``unix://`` address."""
    with tempfile.TemporaryDirectory() as folder:
        async with LossyWay(redis_url, Path(folder) / "way.sock").open() as way:
            yield way
