"""Bodies: whose are read at all, how large they may be, and how long one may take to come."""

from __future__ import annotations

import contextlib
import socket

import httpx
import pytest

from bot.settings import Settings
from connectors.console.access import COOKIE, CSRF_HEADER
from connectors.limits import LARGEST_FORM
from tests.security.conftest import Staff
from tests.server import Server

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(120)]


def begun(server: Server, path: str, length: int, *headers: str) -> socket.socket:
    """A request whose body was announced, and of which one byte came."""
    place = httpx.URL(server.url)
    made = socket.create_connection((place.host, place.port or 0), timeout=20)
    head = (
        f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json",
        f"Content-Length: {length}", *headers,
    )  # fmt: skip
    made.sendall("\r\n".join(head).encode() + b"\r\n\r\n[")
    return made


@pytest.mark.parametrize("path", ["accounts", "catalog/import", "desk/x/say", "nowhere"])
def test_nobody_has_a_body_read_by_the_console(server: Server, staff: Staff, path: str) -> None:
    place, cookie = f"/api/console/{path}", f"Cookie: {COOKIE}={staff.http.cookies[COOKIE]}"
    with begun(server, place, 100_000) as stranger:
        assert b" 401 " in stranger.recv(4096).partition(b"\r\n")[0]
    with begun(server, place, 100_000, cookie, f"{CSRF_HEADER}: guess") as forged:
        assert b" 403 " in forged.recv(4096).partition(b"\r\n")[0]


def test_staff_send_large_bodies_where_files_are_uploaded_only(staff: Staff) -> None:
    large = "x" * LARGEST_FORM
    assert staff.post("/accounts", name=large, role="operator").status_code == 413
    assert staff.post("/catalog/check", service={"x": large}).status_code == 413
    signing = staff.http.post("/api/console/sign-in", json={"name": large[:70_000]})
    assert signing.status_code == 413
    answer = staff.http.post("/api/console/catalog/import", files={"file": ("x.csv", large)})
    assert answer.json()["error"]["code"] == "import_failed"


def test_bodies_that_do_not_come_keep_nobody_waiting(server: Server) -> None:
    """A place is taken once the body is there; what never comes is given up."""
    most = Settings(_env_file=None).max_requests
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(begun(server, "/api/messages", 100)) for _ in range(most + 1)]
        answer = httpx.post(f"{server.url}/api/messages", json={"text": "你好"}, timeout=20)
        assert answer.status_code == 200
        assert b" 408 " in slow[0].recv(4096).partition(b"\r\n")[0]


def test_a_body_without_a_length_is_measured_as_it_comes(server: Server) -> None:
    pieces = (b" " * 10_000 for _ in range(10))
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{server.url}/api/messages", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
