"""The full page, the frame for other sites, and what works of them without JavaScript: a form."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from connectors.failures import EXPECTED, Failure, failure_of
from connectors.gateway import Gateway, new_conversation
from connectors.limits import address_of
from connectors.message import InboundMessage, of_web
from connectors.web import assets
from connectors.web.language import Language, displayed
from connectors.web.look import look_of
from connectors.web.render import render
from connectors.web.shell import words_of
from connectors.web.shelves import EXAMPLES

LOADER = "widget.js"

router = APIRouter(tags=["page"], include_in_schema=False)


@router.get("/")
async def page(request: Request) -> HTMLResponse:
    """The full page; without JavaScript a form that works."""
    return await _page(request, draft=request.query_params.get("q", "")[:1000])


@router.get("/embed")
async def embed(request: Request) -> HTMLResponse:
    """The same page for a frame on one of the allowed sites."""
    return await _page(request)


@router.post("/")
@router.post("/embed")
async def say(
    request: Request,
    text: str = Form(""),
    conversation: str = Form("", max_length=128),
    message_id: str = Form("", max_length=128),
) -> HTMLResponse:
    """Takes a message from the form and gives the page with everything said so far."""
    gateway: Gateway = request.app.state.gateway
    address = address_of(request.scope)
    problem = None
    try:
        if not of_web(conversation) or not await gateway.engine.log.exists(conversation):
            conversation = new_conversation()
        message = InboundMessage("web", conversation, text, message_id, address=address)
        await gateway.take(message)
    except EXPECTED as error:
        problem = failure_of(error)
    draft = text if problem else ""
    return await _page(request, conversation=conversation, problem=problem, draft=draft)


@router.get(f"/{LOADER}")
async def loader(request: Request) -> Response:
    """The script other sites load."""
    file = assets.DIST / LOADER
    if not file.exists():
        return PlainTextResponse(
            "// not built: run `make setup`", 503, media_type="text/javascript"
        )
    response = assets.packed(file, request.headers)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def _page(
    request: Request, *, conversation: str = "", problem: Failure | None = None, draft: str = ""
) -> HTMLResponse:
    gateway: Gateway = request.app.state.gateway
    path, sites = request.url.path, gateway.engine.runtime.settings.embed_sites
    look = look_of(request)
    try:
        turns, options = await _said(gateway, conversation, look.language)
    except EXPECTED as error:
        turns, options, problem = [], [], problem or failure_of(error)
    ancestors = f"'self' {sites}".strip() if path == "/embed" else "'none'"
    body = render(
        "page.html",
        bundle=assets.bundle(assets.PAGE_ENTRY),
        sites=sites if path == "/embed" else "",
        look=look,
        words=words_of(look.language),
        examples=displayed(list(EXAMPLES), look.language),
        turns=turns,
        options=options,
        conversation=conversation,
        message_id=secrets.token_urlsafe(12),
        problem=problem.words if problem else "",
        draft=draft,
    )
    headers = assets.headers(ancestors)
    if problem:
        return HTMLResponse(body, problem.status, headers={**headers, **problem.headers})
    return HTMLResponse(body, headers=headers)


async def _said(
    gateway: Gateway, conversation: str, language: Language
) -> tuple[list[dict[str, Any]], list[Any]]:
    """The newest messages, and the quick replies of the last."""
    entries = await gateway.engine.log.newest(conversation) if conversation else []
    if not entries:
        return [], []
    newest = max((entry.seq for entry in entries if entry.sender == "citizen"), default=0)
    turns = [
        {
            "sender": e.sender,
            "text": e.message.get("text", ""),
            "notice": (e.message.get("card") or {}).get("notice", ""),
            "named": e.sender not in ("citizen", before.sender if before else ""),
            "newest": e.seq == newest,
        }
        for before, e in zip((None, *entries), entries)
    ]
    options = entries[-1].message.get("options", [])
    return displayed(turns, language), displayed(options, language)
