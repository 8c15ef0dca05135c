"""The assist box reads out what the person at the other end sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from connectors.console.access import COOKIE, CSRF_HEADER
from connectors.console.script import KINDS
from tests.server import running
from tests.staff import account

pytestmark = [pytest.mark.redis, pytest.mark.slow]
SERVICE = "startup-subsidy"
"""Has papers that are needed and one that may follow."""


@pytest.fixture(scope="module")
def desk(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An operator's browser."""
    who = account(redis_url, "operator")
    with (
        running(tmp_path_factory.mktemp("serve"), redis_url=redis_url) as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        http.cookies.set(COOKIE, who.cookie)
        http.headers[CSRF_HEADER] = who.csrf
        yield http


def test_papers_have_the_same_words_at_the_desk_as_on_the_page(
    desk: httpx.Client, root: Path
) -> None:
    answer = desk.post("/api/console/assist/next", json={"service": SERVICE})
    page = desk.get(f"/services/{SERVICE}").text
    ui = (root / "connectors/ui/src/shared/later_words.ts").read_text("utf-8")
    console = (root / "connectors/ui/src/console/assist.ts").read_text("utf-8")
    listed = answer.json()["checklist"]
    assert "可容缺后补" in {paper["kind"] for paper in listed} <= set(KINDS)
    for word in {paper["holder"] for paper in listed}:
        assert word in page
        assert re.search(rf'\["{word}", ', ui), word
    headings = ", ".join(f'"{word}"' for word in KINDS)
    assert f"const KINDS = [{headings}]" in console
