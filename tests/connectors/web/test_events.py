"""Server-sent events say everything that was said before, and then what is new."""

from __future__ import annotations

import httpx
import pytest

from tests.connectors.web.said import written
from tests.faults.redis_server import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.slow]


def test_all_of_a_long_conversation_comes_at_once(http: httpx.Client, store: RedisServer) -> None:
    written(store, "long-events", 450)
    query = {"conversation": "long-events"}
    numbers: list[int] = []
    # A heartbeat comes after fifteen seconds: whoever waited for it would be too late.
    with http.stream("GET", "/api/events", params=query, timeout=10) as stream:
        for line in stream.iter_lines():
            numbers += [int(line.removeprefix("id: "))] if line.startswith("id: ") else []
            if numbers[-1:] == [450]:
                break
    assert numbers == list(range(1, 451))
