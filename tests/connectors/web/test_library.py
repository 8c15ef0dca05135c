"""Service pages are written from the catalogue and never let its text become markup."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.model import Catalog, Service
from connectors.web import assets
from connectors.web.library import LABELS, whom
from connectors.web.look import Look
from connectors.web.render import render
from tests import build

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def written(service: Service, state: str = "in_force") -> str:
    """The page of a service alone in its catalogue."""
    return render(
        "service.html",
        bundle=assets.Bundle(),
        service=service,
        services={service.id: service},
        department=service.department,
        version="1",
        state=state,
        whom=whom,
        labels=LABELS,
        look=Look("zh-Hans", False, f"/services/{service.id}", {}),
    )


def poisoned() -> Service:
    """A service that carries an attack wherever an editor can write."""
    return build.service(
        name=ATTACK, theme=ATTACK, department=ATTACK, summary=ATTACK, tags=[ATTACK],
        questions=[
            {"id": "q", "ask": ATTACK,
             "options": [{"id": "a", "label": ATTACK}, {"id": "b", "label": ATTACK}]}
        ],
        conditions=[{"text": ATTACK, "when": {"q": ["a"]}}],
        outcomes=[{"when": {"q": ["b"]}, "not_eligible": ATTACK, "instead": [{"do": ATTACK}]}],
        materials=[
            {"id": "m", "name": ATTACK, "holder": "self", "get_it": ATTACK, "note": ATTACK,
             "waived": ATTACK, "electronic": ATTACK, "pitfalls": [ATTACK]}
        ],
        steps=[{"id": "s", "name": ATTACK, "who": ATTACK, "do": ATTACK, "where": ATTACK,
                "takes": ATTACK, "result": ATTACK, "check": ATTACK}],
        channels=[{"kind": "online", "name": ATTACK, "note": ATTACK}],
        fees=[{"item": ATTACK, "amount": 3.5, "note": ATTACK, "exemptions": [ATTACK]}],
        time_limits=[{"promised": {"days": 3, "note": ATTACK}}],
        visits=[{"count": 1, "why": ATTACK}],
        results=[{"name": ATTACK, "receive": [ATTACK], "valid": ATTACK}],
        places=[{"name": ATTACK, "address": ATTACK, "hours": ATTACK, "phone": ATTACK,
                 "note": ATTACK}],
        deadlines=[{"id": "d", "what": ATTACK, "event": ATTACK, "days": 3, "late": ATTACK}],
        hotlines=[{"name": ATTACK, "phone": ATTACK}],
        faq=[{"q": ATTACK, "a": ATTACK}],
        basis=[{"title": ATTACK, "issuer": ATTACK, "number": ATTACK}],
        offline=ATTACK, correction=ATTACK, source=ATTACK,
    )  # fmt: skip


def test_text_of_the_catalogue_never_becomes_markup() -> None:
    service = poisoned()
    # The model refuses such an address; the page does not rely on it.
    (way,) = service.channels
    runs = way.copy(update={"url": "javascript:alert(1)"})
    page = written(service.copy(update={"channels": (runs,)}))
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_shipped_service_can_be_written(catalog: Catalog) -> None:
    for service in catalog.services.values():
        page = written(service)
        assert service.summary in page.replace("&#34;", '"').replace("&#39;", "'").replace(
            "&amp;", "&"
        )
        assert "None" not in page, service.id


def test_an_expired_service_says_so() -> None:
    service = build.service(validity={"effective_to": date(2020, 1, 1)})
    assert "已经停止" in written(service, "expired")
    assert "已经停止" not in written(service)


def test_lines_say_for_whom_they_are() -> None:
    service = build.service(
        questions=[
            build.question(
                "home", {"id": "rent", "label": "租的"}, {"id": "own", "label": "自己的"}
            )
        ],
        materials=[build.material("lease", name="租赁合同", when={"home": ["rent"]})],
    )
    assert '租赁合同 <span class="for">（租的）</span>' in written(service)


def test_without_a_build_the_page_is_written_without_scripts(tmp_path: object) -> None:
    assert assets.bundle(assets.PAGE_ENTRY, tmp_path) == assets.Bundle()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rule", ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]
)
def test_pages_forbid_what_they_do_not_need(rule: str) -> None:
    policy = assets.headers()["Content-Security-Policy"]
    assert rule in policy
    assert "unsafe" not in policy
