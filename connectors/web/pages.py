"""The full page, the frame for other sites, and what works of them without JavaScript: a form."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from bot.errors import BusyError, MessageError
from connectors.gateway import Gateway, new_conversation
from connectors.message import InboundMessage
from connectors.web import assets
from connectors.web.render import render

LOADER = "widget.js"
SENDERS = {"citizen": "您", "bot": "助手", "staff": "工作人员"}
EXAMPLES = (
    "我在宝安租房，想办居住证",
    "孩子刚出生要办什么",
    "身份证丢了怎么补",
    "公司开业要办哪些手续",
)

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
    if not conversation or not await gateway.engine.log.exists(conversation):
        conversation = new_conversation()
    problem = ""
    try:
        await gateway.take(InboundMessage("web", conversation, text, message_id))
    except (MessageError, BusyError) as error:
        problem = str(error)
    draft = text if problem else ""
    return await _page(request, conversation=conversation, problem=problem, draft=draft)


@router.get(f"/{LOADER}")
async def loader() -> Response:
    """The script other sites load."""
    file = assets.DIST / LOADER
    if not file.exists():
        return PlainTextResponse(
            "// not built: run `make setup`", 503, media_type="text/javascript"
        )
    caching = {
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FileResponse(file, media_type="text/javascript", headers=caching)


async def _page(
    request: Request, *, conversation: str = "", problem: str = "", draft: str = ""
) -> HTMLResponse:
    gateway: Gateway = request.app.state.gateway
    path, sites = request.url.path, gateway.engine.runtime.settings.embed_sites
    turns, options = await _said(gateway, conversation)
    ancestors = f"'self' {sites}".strip() if path == "/embed" else "'none'"
    body = render(
        "page.html",
        bundle=assets.bundle(assets.PAGE_ENTRY),
        furniture=_furniture(gateway),
        sites=sites if path == "/embed" else "",
        action=path,
        turns=turns,
        options=options,
        senders=SENDERS,
        conversation=conversation if turns else "",
        message_id=secrets.token_urlsafe(12),
        problem=problem,
        draft=draft,
    )
    return HTMLResponse(body, 400 if problem else 200, headers=assets.headers(ancestors))


async def _said(gateway: Gateway, conversation: str) -> tuple[list[dict[str, Any]], list[Any]]:
    """Everything said, and the quick replies of what was said last."""
    if not conversation:
        return [], []
    entries = await gateway.engine.history(conversation)
    turns = [{"sender": e.sender, "text": e.message.get("text", "")} for e in entries]
    return turns, entries[-1].message.get("options", []) if entries else []


def _furniture(gateway: Gateway) -> dict[str, Any]:
    """What the page offers to people who would rather look than type."""
    catalog = gateway.engine.runtime.guide.catalog
    used = {service.theme for service in catalog.services.values()}
    themes = [t for t in catalog.vocabulary.themes if t.name in used]
    return {
        "themes": [{"name": t.name, "text": t.text} for t in themes],
        "life_events": [
            {"id": e.id, "name": e.name, "summary": e.summary} for e in catalog.life_events.values()
        ],
        "examples": EXAMPLES,
    }
