"""A journey's checklist to print and its dates for a calendar, found by its 续办码 alone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timezone

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from markupsafe import Markup

from bot.conversation.sheet import Sheet
from bot.errors import GuessesExceeded
from connectors.gateway import Gateway
from connectors.limits import address_of
from connectors.web import assets
from connectors.web.calendar_file import calendar_file
from connectors.web.language import displayed
from connectors.web.look import look_of
from connectors.web.render import render

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
GONE = "这个地址过期了，或者这件事已经转到别处接着办。回到对话里说“打印清单”，会给您一个新的。"
TOO_OFTEN = "从您这里试错的地址太多了，请过一小时再打开。"

router = APIRouter(tags=["sheet"], include_in_schema=False)


@router.get("/sheet/{code}/{owner}.ics")
async def calendar(code: str, owner: str, request: Request) -> Response:
    """The dates of a journey as an iCalendar file."""
    try:
        found = await _sheet(request, code, owner)
    except GuessesExceeded:
        return PlainTextResponse(TOO_OFTEN, 429, PRIVATE)
    if found is None or not found.dates:
        return PlainTextResponse(GONE if found is None else "这件事没有要记的日子。", 404, PRIVATE)
    body = calendar_file(found, address=_page(request, found), now=datetime.now(timezone.utc))
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{found.owner.id}.ics"'}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/sheet/{code}/{owner}")
async def page(code: str, owner: str, request: Request) -> HTMLResponse:
    """The checklist of a journey in large type, with a QR code to go on by."""
    try:
        found = await _sheet(request, code, owner)
    except GuessesExceeded:
        return _html(request, 429, sheet=None, gone=TOO_OFTEN)
    if found is None:
        return _html(request, 404, sheet=None, gone=GONE)
    # The code is only filled in: a preview that opens the link must not use it up.
    link = f"{_site(request)}/?q={found.code}"
    return _html(request, 200, sheet=found, qr=_qr(link))


async def _sheet(request: Request, code: str, owner: str) -> Sheet | None:
    address = address_of(request.scope)
    found: Sheet | None = await _gateway(request).engine.sheet(code, owner, address=address)
    return found


def _html(request: Request, status: int, **facts: object) -> HTMLResponse:
    look = look_of(request)
    scripts = assets.bundle(assets.PRINT_ENTRY).scripts
    bundle = replace(assets.bundle(assets.READING_ENTRY), scripts=scripts)
    body = render("sheet.html", bundle=bundle, look=look, **facts)
    headers = {**assets.headers(), **PRIVATE}
    return HTMLResponse(displayed(body, look.language), status, headers=headers)


def _qr(text: str) -> Markup:
    """The text as an inline SVG; a smudge of up to 15 % does no harm (level M)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, title="二维码"
    )
    return Markup(out.getvalue().decode())


def _page(request: Request, sheet: Sheet) -> str:
    return f"{_site(request)}/sheet/{sheet.code}/{sheet.owner.id}"


def _site(request: Request) -> str:
    settings = _gateway(request).engine.runtime.settings
    return settings.public_url or str(request.base_url).rstrip("/")


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway
