"""What the pages answer to clients that are no browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest
import redis

from bot.catalog.model import Catalog
from bot.stores import keys
from tests.browser.conftest import Site
from tests.browser.hosts import Hosts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=20) as client:
        yield client


def test_every_service_has_a_page_in_the_sitemap(client: httpx.Client, catalog: Catalog) -> None:
    found = ElementTree.fromstring(client.get("/sitemap.xml").text).iter(SITEMAP)
    paths = {str(element.text).partition("/services/")[2] for element in found}
    assert set(catalog.services) <= paths


def test_a_service_page_says_what_to_bring(client: httpx.Client) -> None:
    page = client.get("/services/residence-permit-apply")
    assert page.status_code == 200
    assert "居住证申领" in page.text
    assert 'id="materials"' in page.text
    assert page.headers["content-encoding"] == "gzip"
    plain = client.get("/services/residence-permit-apply", headers={"accept-encoding": "identity"})
    assert plain.text == page.text


def test_a_service_that_does_not_exist_is_not_found(client: httpx.Client) -> None:
    assert client.get("/services/no-such-service").status_code == 404


def test_people_get_a_page_where_nothing_is_and_programs_get_json(client: httpx.Client) -> None:
    seen = client.get("/no/such/page?lang=zh-Hant", headers={"accept": "text/html,*/*;q=0.8"})
    assert seen.status_code == 404
    assert "沒有這一頁" in seen.text
    assert 'href="tel:12345"' in seen.text
    assert "frame-ancestors 'none'" in seen.headers["content-security-policy"]
    plain = client.get("/no/such/page")
    assert (plain.status_code, plain.json()) == (404, {"detail": "Not Found"})


def test_who_may_frame_what(client: httpx.Client, hosts: Hosts) -> None:
    framed = client.get("/embed").headers["content-security-policy"]
    assert f"frame-ancestors 'self' {hosts.allowed}" in framed
    assert hosts.refused not in framed
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_the_loader_is_small_and_open_to_all(client: httpx.Client) -> None:
    loader = client.get("/widget.js")
    assert loader.headers["content-type"].startswith("text/javascript")
    assert len(loader.content) < 3 * 1024


def test_a_form_sent_twice_is_one_message(client: httpx.Client) -> None:
    form = {"text": "护照要多少钱", "message_id": "form-1"}
    first = client.post("/", data=form).text
    conversation = first.partition('name="conversation" value="')[2].partition('"')[0]
    form = {"text": "去哪里办", "conversation": conversation, "message_id": "form-2"}
    client.post("/", data=form)
    again = client.post("/", data=form).text
    assert again.count('<div class="turn from-citizen"') == 2


def test_an_empty_form_says_what_to_do(client: httpx.Client) -> None:
    answer = client.post("/", data={"text": "  "})
    assert answer.status_code == 400
    assert "消息是空的" in answer.text


def test_personal_numbers_in_a_note_are_masked(client: httpx.Client, redis_url: str) -> None:
    begun = client.post("/api/messages", json={"text": "你好"}).json()["conversation"]
    said = {"verdict": "wrong", "text": "电话 13800138000", "conversation": begun}
    answer = client.post("/api/feedback", json=said)
    assert answer.status_code == 202
    with redis.Redis.from_url(redis_url) as store:
        [(_, kept)] = store.xrevrange(keys.FEEDBACK, count=1)
    note = json.loads(kept[b"m"])
    assert note["verdict"] == "wrong"
    assert "13800138000" not in note["text"]


@pytest.mark.parametrize(
    "note",
    [{}, {"verdict": "great"}, {"more": 1}, {"seq": -1}, {"conversation": ""}],
)
def test_a_note_that_makes_no_sense_is_refused(
    client: httpx.Client, note: dict[str, object]
) -> None:
    whole = {"verdict": "solved", "conversation": "x", **note} if note else {}
    assert client.post("/api/feedback", json=whole).status_code == 422


def test_deleting_a_conversation_twice_is_no_error(client: httpx.Client) -> None:
    conversation = client.post("/api/messages", json={"text": "你好"}).json()["conversation"]
    for _ in range(2):
        assert client.delete(f"/api/conversations/{conversation}").status_code == 204
    assert (
        client.get("/api/messages", params={"conversation": conversation}).json()["messages"] == []
    )
