"""Two small web sites of other people, each with the one line that embeds the widget."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the test's output is for the test."""


@dataclass
class Hosts:
    """Their origins, and the folder both serve."""

    allowed: str
    refused: str
    folder: Path

    def serve_widget_of(self, url: str) -> None:
        """Writes the page that embeds the widget of a server."""
        line = f'<script src="{url}/widget.js" data-title="问问办事助手" async></script>'
        head = "<!doctype html><html lang=zh><meta charset=utf-8><title>别的网站</title>"
        text = f"{head}<h1>别的网站</h1>{line}</html>"
        (self.folder / "index.html").write_text(text, "utf-8")


@contextlib.contextmanager
def two_hosts(folder: Path) -> Iterator[Hosts]:
    """Serves the folder on two ports, which makes two origins."""
    handler = functools.partial(_Quiet, directory=str(folder))
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    allowed, refused = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    yield Hosts(allowed, refused, folder)
    for server in servers:
        server.shutdown()
        server.server_close()
