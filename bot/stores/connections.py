"""Connections to Redis without a task and a timer around every command.

redis-py waits for each command to be written in a task of its own, so that a server that takes
nothing cannot hold it for ever, and asks each connection it takes from the pool to read, with a
timer that runs out at once. Where nothing waits to be written, a small command goes into the
socket's buffer and there is nothing to wait for; what came unasked stands in the reader already.
Commands are packed by hiredis, as newer versions of redis-py do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import hiredis
import redis.asyncio
from redis.asyncio.connection import Connection, UnixDomainSocketConnection

SMALL = 32 * 1024
"""Half of what asyncio lets wait in a socket's buffer before writers have to."""


class _Quick:
    """What a kind of connection does at once instead of later."""

    _reader: Any
    _writer: Any
    _parser: Any

    async def can_read_destructive(self) -> bool:
        """Whether anything came that nobody asked for, or the end: such a connection is not used."""
        reader, parsing = self._reader, getattr(self._parser, "_reader", None)
        return bool(
            reader is None or reader._buffer or reader.at_eof() or (parsing and parsing.has_data())
        )

    def pack_command(self, *args: Any) -> list[bytes]:
        """A command as it is sent; redis-py says what is wrong with one that hiredis refuses."""
        try:
            return [hiredis.pack_command((*args[0].split(), *args[1:]))]
        except TypeError:
            packed: list[bytes] = super().pack_command(*args)  # type: ignore[misc]
            return packed

    async def send_packed_command(
        self, command: bytes | str | Iterable[bytes], check_health: bool = True
    ) -> None:
        """Writes a command; one that could have to wait goes redis-py's way, with its timeout."""
        writer = self._writer
        packed = b"".join(command) if isinstance(command, (list, tuple)) else command
        if (
            writer is None
            or not isinstance(packed, bytes)
            or len(packed) > SMALL
            or writer.transport.is_closing()
            or writer.transport.get_write_buffer_size()
        ):
            await super().send_packed_command(packed, check_health)  # type: ignore[misc]
        else:
            writer.write(packed)


class QuickConnection(_Quick, Connection):
    """Over TCP."""


class QuickUnixConnection(_Quick, UnixDomainSocketConnection):
    """Over a Unix socket."""


_QUICK = {Connection: QuickConnection, UnixDomainSocketConnection: QuickUnixConnection}


def quickened(client: redis.asyncio.Redis[bytes]) -> redis.asyncio.Redis[bytes]:
    """The client with quick connections, where its kind has them (TLS and Sentinel have none)."""
    pool = client.connection_pool
    pool.connection_class = _QUICK.get(pool.connection_class, pool.connection_class)
    return client
