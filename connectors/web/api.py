"""Messages and services over HTTP; the contract is in the OpenAPI page `/docs`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.filters import Filters
from bot.catalog.model import Service
from bot.errors import UnknownServiceError
from bot.guidance.validity import in_force
from bot.replies import LAST_SEQ
from connectors.gateway import Gateway, new_conversation
from connectors.limits import address_of
from connectors.message import InboundMessage
from connectors.web.language import Language, displayed
from connectors.web.own import own, own_asked, own_named
from connectors.web.relevance import relevant

MOST_LISTED, MOST_FOUND = 100_000, 200
"""Hits counted without and with words; ranking thousands would help nobody."""

SCRIPT = Query("zh-Hans", description="`zh-Hant` gives all texts in traditional characters.")

router = APIRouter(prefix="/api", tags=["web"])


class MessageIn(BaseModel):
    """A message of a citizen; without ``conversation`` a new one begins."""

    text: StrictStr
    conversation: StrictStr | None = Field(None, max_length=128)
    message_id: StrictStr | None = Field(None, max_length=128)

    class Config:
        extra = "forbid"


class SeenIn(BaseModel):
    """What staff may know of the person's side of the conversation."""

    read: int = Field(0, ge=0, le=LAST_SEQ)
    typing: bool = False

    class Config:
        extra = "forbid"


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway


@router.post("/messages")
async def post_message(
    body: MessageIn, request: Request, lang: Language = SCRIPT
) -> ORJSONResponse:
    """Takes a message and gives the reply."""
    gateway = _gateway(request)
    begun = bool(body.conversation)
    conversation = own(body.conversation) if body.conversation else new_conversation()
    message = InboundMessage(
        "web",
        conversation,
        body.text,
        body.message_id or "",
        begun=begun,
        address=address_of(request.scope),
    )
    # A dict returned as it is would be walked twice by FastAPI, which costs more than writing it.
    return ORJSONResponse(displayed(await gateway.take(message), lang))


@router.get("/messages")
async def get_messages(
    request: Request,
    conversation: str = Depends(own_asked),
    after: int = Query(0, ge=0, le=LAST_SEQ),
    lang: Language = SCRIPT,
) -> dict[str, Any]:
    """What was said after a sequence number."""
    entries = await _gateway(request).engine.log.read(conversation, after=after)
    messages = [{"seq": e.seq, "from": e.sender, **e.message} for e in entries]
    return {"conversation": conversation, "messages": displayed(messages, lang)}


@router.post("/conversations/{conversation}/seen", status_code=204)
async def post_seen(
    body: SeenIn, request: Request, conversation: str = Depends(own_named)
) -> Response:
    """How far the person has read and whether they are writing, for staff who talk with them."""
    gate = _gateway(request).engine.gate
    if gate is not None:
        await gate.desk.seen(conversation, read=body.read, typing=body.typing)
    return Response(status_code=204)


@router.get("/conversations/{conversation}")
async def get_conversation(
    request: Request, response: Response, conversation: str = Depends(own_named)
) -> dict[str, Any]:
    """Everything kept of a conversation, for the person to take along; each part with its days."""
    response.headers["Content-Disposition"] = 'attachment; filename="banshi.json"'
    shown: dict[str, Any] = await _gateway(request).engine.personal.show(conversation)
    return shown


@router.delete("/conversations/{conversation}", status_code=204)
async def delete_conversation(request: Request, conversation: str = Depends(own_named)) -> Response:
    """Deletes everything kept of a conversation; one that is gone already is no error."""
    await _gateway(request).engine.personal.forget(conversation)
    return Response(status_code=204)


def _filters(
    theme: str = Query("", max_length=50),
    audience: str = Query("", max_length=20, description="`individual` or `company`."),
    department: str = Query("", max_length=80),
    tag: list[str] = Query([], description="秒批, 即办, 不见面 …; all must hold."),
    zero_visits: bool = Query(False, description="Only what needs no visit."),
    online: bool = Query(False, description="Only what can be done online."),
) -> Filters:
    return Filters(theme, audience, department, tuple(tag), zero_visits, online)


@dataclass(frozen=True)
class Listing:
    """How many services are listed, for which day (today when left out), and in which script."""

    as_of: date | None = None
    in_force_only: bool = Query(False, description="Leave out what does not hold on that day.")
    limit: int = Query(20, ge=1, le=200)
    lang: Language = SCRIPT


@router.get("/services")
async def get_services(
    request: Request,
    filters: Filters = Depends(_filters),
    q: str = Query("", max_length=200, description="Words, pinyin or initials; empty lists all."),
    listing: Listing = Depends(),
) -> dict[str, Any]:
    """Services found by words, or listed, by theme, audience, tags and ways; each says why."""
    runtime = _gateway(request).engine.runtime
    guide = runtime.guide
    day = listing.as_of or runtime.today()
    hits = guide.linker.search.find(q, limit=MOST_FOUND if q else MOST_LISTED, filters=filters)
    found = [
        {**_brief(guide.catalog.services[hit.service], day), "why": list(hit.why)}
        for hit in relevant(hits)
    ]
    kept = [row for row in found if not listing.in_force_only or row["in_force"] == "in_force"]
    return {
        "catalog_version": guide.catalog.version,
        "as_of": day.isoformat(),
        "count": len(kept),
        "services": displayed(kept[: listing.limit], listing.lang),
    }


@router.get("/services/{service_id}")
async def get_service(
    service_id: str, request: Request, as_of: date | None = None
) -> dict[str, Any]:
    """Everything the catalogue says about one service, and whether it holds on a day."""
    day = as_of or _gateway(request).engine.runtime.today()
    catalog = _gateway(request).engine.runtime.guide.catalog
    service = catalog.services.get(service_id)
    if service is None:
        raise UnknownServiceError(f"no service has the id {service_id!r}")
    full: dict[str, Any] = service.dict(by_alias=True, exclude={"phrases"})
    state = in_force(service, day)
    return {"catalog_version": catalog.version, "as_of": f"{day}", "in_force": state, **full}


def _brief(service: Service, day: date) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "summary": service.summary,
        "theme": service.theme,
        "department": service.department,
        "audience": list(service.audience),
        "tags": list(service.tags),
        "in_force": in_force(service, day),
    }
