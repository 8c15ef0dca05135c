"""The client of the throughput measurement, against the standard library's HTTP server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.client import Talk, drive


class Echo(BaseHTTPRequestHandler):
    """Says back what it hears, in pieces; hangs up or refuses where it is asked to."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answers one request."""
        said = self.rfile.read(int(self.headers["Content-Length"]))
        if said == b"hang up":
            self.close_connection = True
            return
        self.send_response(404 if said == b"refuse" else 200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        for start in range(0, len(said), 3):
            self.wfile.write(said[start : start + 3])
            time.sleep(0.001)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written of a request."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def talk(*said: bytes, heard: list[bytes]) -> Talk:
    for one in said:
        heard.append((yield one))


def test_every_talk_goes_on_with_what_it_was_answered(url: str) -> None:
    heard: list[bytes] = []
    lines = [json.dumps({"text": f"第{number}句，长一点"}).encode() for number in range(12)]
    talks = iter([talk(*lines[start : start + 3], heard=heard) for start in range(0, 12, 3)])
    timings = drive(url, "/say", talks, people=2)
    assert sorted(heard) == sorted(lines)
    assert len(timings) == len(lines)
    assert min(timings) > 0


@pytest.mark.parametrize(("said", "reason"), [(b"refuse", "404"), (b"hang up", "hung up")])
def test_a_measurement_without_answers_is_none(url: str, said: bytes, reason: str) -> None:
    with pytest.raises(RuntimeError, match=reason):
        drive(url, "/say", iter([talk(said, heard=[])]), people=1)
