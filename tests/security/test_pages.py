"""Whatever the server sends runs no script of others and stands in nobody's frame."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.server import Server

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    "path",
    ["/", "/docs", "/services", "/console", "/openapi.json", "/livez", "/nowhere", "/widget.js",
     "/sheet/ABCD-2345/x", "/api/services"],
)  # fmt: skip
def test_every_answer_says_what_may_run_and_frame_it(server: Server, path: str) -> None:
    answer = httpx.get(server.url + path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_page_of_the_api_loads_nothing_from_elsewhere(server: Server) -> None:
    page = httpx.get(f"{server.url}/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", page.text) == []
    for path in httpx.get(f"{server.url}/openapi.json").json()["paths"]:
        assert path in page.text
    assert httpx.get(f"{server.url}/redoc").status_code == 404
