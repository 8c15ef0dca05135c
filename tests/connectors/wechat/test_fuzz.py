"""Whatever is thrown at the callback: no 5xx, and what is refused leaves nothing behind.

A few hundred inputs here; `make fuzz` gives 100,000 to the same test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzzing

from connectors.wechat import words
from tests.connectors.wechat import accounts, callbacks, standin
from tests.connectors.wechat.standin import Delivery, delivery
from tests.faults.redis_server import RedisServer, redis_server
from tests.server import Server, running

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(7200)]
WHOLE = fuzzing.default.max_examples  # type: ignore[attr-defined]
FORGED, STRANGE = max(300, WHOLE), max(60, WHOLE // 20)
"""An authentic message is a whole turn, so fewer of those."""

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as made:
        yield made


@pytest.fixture(scope="module")
def server(store: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with standin.platform() as platform:
        given_ = accounts.verified(platform.url) | {
            "redis_url": store.url, "person_per_minute": "0",
        }  # fmt: skip
        with running(tmp_path_factory.mktemp("wechat-fuzz"), **given_) as made:
            yield made


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def post(http: httpx.Client, message: Delivery) -> httpx.Response:
    body = message.body.encode("utf-8", "replace")
    return http.post("/wechat", params=message.params, content=body)


def kept(store: RedisServer) -> dict[bytes, bytes]:
    """Everything in Redis."""
    with store.client() as client:
        return {name: client.dump(name) or b"" for name in client.scan_iter(count=1000)}


def test_what_is_forged_is_refused_and_leaves_nothing(
    http: httpx.Client, store: RedisServer
) -> None:
    before, seen = kept(store), Counter[int]()

    @fuzzing(max_examples=FORGED, suppress_health_check=QUIET, database=None)
    @given(callbacks.forged)
    def refused(message: Delivery) -> None:
        answer = post(http, message)
        seen[answer.status_code] += 1
        assert 400 <= answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text

    refused()
    print(f"{seen.total()} forged callbacks: {dict(seen)}")
    assert kept(store) == before


def test_what_is_authentic_is_never_an_error(http: httpx.Client) -> None:
    seen = Counter[str]()

    @fuzzing(max_examples=STRANGE, suppress_health_check=QUIET, database=None)
    @given(callbacks.strange)
    def taken(xml: str) -> None:
        message = delivery("", xml, encrypted=True)
        answer = post(http, message)
        assert answer.status_code == 200, answer.text
        seen["answered" if message.text_of(answer) else "success"] += 1

    taken()
    print(f"{seen.total()} strange messages: {dict(seen)}")


def test_without_redis_the_person_is_told_and_nothing_is_an_error(
    http: httpx.Client, store: RedisServer
) -> None:
    store.stop()
    message = delivery("", standin.text_xml("o-no-redis", "你好", 1), encrypted=True)
    answer = post(http, message)
    store.start()
    assert answer.status_code == 200
    assert message.text_of(answer) == words.FAILED
