"""A way to Redis on which replies get lost: the command was carried out, and nobody is told."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

SOME = 64 * 1024


class LossyWay:
    """Passes everything on, until told to lose the next reply together with its connection."""

    def __init__(self, redis_url: str, socket: Path) -> None:
        self.url = f"unix://{socket}"
        self.lost = 0
        self._socket = socket
        self._server = urlsplit(redis_url).path
        self._losing = False
        self._passing: set[asyncio.Task[None]] = set()

    def lose(self) -> None:
        """The next reply does not come, and the connection breaks."""
        self._losing = True

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[LossyWay]:
        """Listens meanwhile."""
        listening = await asyncio.start_unix_server(self._connected, self._socket)
        try:
            yield self
        finally:
            listening.close()
            await asyncio.gather(*self._passing, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        theirs, ours = await asyncio.open_unix_connection(self._server)
        sending = asyncio.create_task(_copy(reader, ours))
        while part := await theirs.read(SOME):
            if self._losing:
                self._losing, self.lost = False, self.lost + 1
                break
            writer.write(part)
        for end in (writer, ours):
            end.close()
        await asyncio.gather(sending, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(SOME):
        writer.write(part)
    writer.close()


@contextlib.asynccontextmanager
async def lossy_way(redis_url: str) -> AsyncIterator[LossyWay]:
    """A way to the Redis of a ``unix://`` address."""
    with tempfile.TemporaryDirectory() as folder:
        async with LossyWay(redis_url, Path(folder) / "way.sock").open() as way:
            yield way
