"""Service pages: every service on a page of its own, for readers, printers and search engines."""

from __future__ import annotations

import gzip
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from bot.catalog import labels
from bot.catalog.model import Service
from bot.catalog.part import Conditional
from bot.guidance.validity import in_force
from connectors.gateway import Gateway
from connectors.web import assets
from connectors.web.language import displayed
from connectors.web.look import look_of
from connectors.web.relevance import relevant
from connectors.web.render import render

LABELS = {
    "holders": labels.HOLDERS,
    "needs": labels.NEED_MARKS,
    "ways": labels.WAY_NAMES,
    "day_kinds": labels.DAY_KINDS,
}

VARY = "Accept-Language, Accept-Encoding"
COMPRESSION = 6

router = APIRouter(tags=["services"], include_in_schema=False)


@router.get("/services")
async def index(request: Request, q: str = Query("", max_length=200)) -> HTMLResponse:
    """All services by theme, or those found by words."""
    guide = _gateway(request).engine.runtime.guide
    services = guide.catalog.services
    if q.strip():
        hits = relevant(guide.linker.search.find(q, limit=30))
        found = [services[hit.service] for hit in hits]
        shelves = [("找到的事项", found)] if found else []
    else:
        themes = [theme.name for theme in guide.catalog.vocabulary.themes]
        by_theme = [(t, [s for s in services.values() if s.theme == t]) for t in themes]
        shelves = [(theme, found) for theme, found in by_theme if found]
    return written(request, "services.html", q=q, shelves=shelves)


@router.get("/services/{service_id}")
async def service(service_id: str, request: Request) -> HTMLResponse:
    """Everything about one service."""
    runtime = _gateway(request).engine.runtime
    catalog = runtime.guide.catalog
    found = catalog.services.get(service_id)
    if found is None:
        return written(request, "services.html", 404, q=service_id, shelves=[])
    names = {d.name: d.full_name for d in catalog.vocabulary.departments}
    return written(
        request,
        "service.html",
        service=found,
        services=catalog.services,
        department=names.get(found.department, found.department),
        version=catalog.version,
        state=in_force(found, runtime.today()),
        whom=whom,
        labels=LABELS,
    )


@router.get("/sitemap.xml")
async def sitemap(request: Request) -> Response:
    """Every service page, for search engines (sitemaps.org)."""
    base = str(request.base_url).rstrip("/")
    services = _gateway(request).engine.runtime.guide.catalog.services
    pages = ["", "/services", *(f"/services/{quote(service_id)}" for service_id in services)]
    body = render("sitemap.xml", pages=[base + page for page in pages])
    return Response(body, media_type="application/xml")


@router.get("/robots.txt")
async def robots(request: Request) -> PlainTextResponse:
    """Search engines may read the pages, and nothing else."""
    lines = (
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /console",
        "Disallow: /sheet/",
        f"Sitemap: {request.base_url}sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


def whom(service: Service, part: Conditional) -> str:
    """For which people a part is: the labels of the options it needs."""
    return "，".join(
        "或".join(
            option.label for option in question.options if option.id in part.when[question.id]
        )
        for question in service.questions
        if question.id in part.when
    )


def written(request: Request, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A page for reading, in the script this person reads."""
    look = look_of(request)
    body = render(template, bundle=assets.bundle(assets.READING_ENTRY), look=look, **facts)
    headers = {**assets.headers(), "Cache-Control": "no-cache", "Vary": VARY}
    content = displayed(body, look.language).encode()
    if "gzip" in request.headers.get("accept-encoding", ""):
        # Nothing secret stands in these pages, so their compressed length tells nobody anything.
        content = gzip.compress(content, COMPRESSION)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(content, status, headers=headers)


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway
