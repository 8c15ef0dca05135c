"""Messages and services over HTTP; the contract is in the OpenAPI page `/docs`."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.model import Service
from bot.errors import MessageError, UnknownServiceError
from bot.guidance.validity import in_force
from connectors.gateway import Gateway, new_conversation
from connectors.message import InboundMessage

router = APIRouter(prefix="/api", tags=["web"])


class MessageIn(BaseModel):
    """A message of a citizen; without ``conversation`` a new one begins."""

    text: StrictStr
    conversation: StrictStr | None = Field(None, max_length=128)
    message_id: StrictStr | None = Field(None, max_length=128)

    class Config:
        extra = "forbid"


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway


@router.post("/messages")
async def post_message(body: MessageIn, request: Request) -> dict[str, Any]:
    """Takes a message and gives the reply."""
    gateway = _gateway(request)
    conversation = body.conversation or new_conversation()
    if body.conversation and not await gateway.engine.log.exists(body.conversation):
        raise MessageError("没有这个会话，或已过期；不带 conversation 再发一次就会开始新的")
    return await gateway.take(InboundMessage("web", conversation, body.text, body.message_id or ""))


@router.get("/messages")
async def get_messages(
    request: Request, conversation: str = Query(..., max_length=128), after: int = Query(0, ge=0)
) -> dict[str, Any]:
    """What was said after a sequence number."""
    entries = await _gateway(request).engine.history(conversation, after=after)
    messages = [{"seq": e.seq, "from": e.sender, **e.message} for e in entries]
    return {"conversation": conversation, "messages": messages}


@router.delete("/conversations/{conversation}", status_code=204)
async def delete_conversation(
    request: Request, conversation: str = PathParameter(..., max_length=128)
) -> Response:
    """Deletes everything kept of a conversation; one that is gone already is no error."""
    await _gateway(request).engine.forget(conversation)
    return Response(status_code=204)


@router.get("/services")
async def get_services(
    request: Request,
    q: str = Query("", max_length=200),
    theme: str = Query("", max_length=50),
    audience: str = Query("", max_length=20),
    as_of: date | None = None,
    limit: int = Query(20, ge=1, le=200),
) -> dict[str, Any]:
    """Services found by words, or listed by theme and audience."""
    guide = _gateway(request).engine.runtime.guide
    services = guide.catalog.services
    if q:
        found = [services[hit.service] for hit in guide.linker.search.find(q, limit=200)]
    else:
        found = list(services.values())
    day = as_of or _gateway(request).engine.runtime.today()
    kept = [
        service
        for service in found
        if (not theme or service.theme == theme) and (not audience or audience in service.audience)
    ]
    return {
        "as_of": day.isoformat(),
        "count": len(kept),
        "services": [_brief(service, day) for service in kept[:limit]],
    }


@router.get("/services/{service_id}")
async def get_service(service_id: str, request: Request) -> dict[str, Any]:
    """Everything the catalogue says about one service."""
    catalog = _gateway(request).engine.runtime.guide.catalog
    service = catalog.services.get(service_id)
    if service is None:
        raise UnknownServiceError(f"no service has the id {service_id!r}")
    full: dict[str, Any] = service.dict(by_alias=True, exclude={"phrases"})
    return {"catalog_version": catalog.version, **full}


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
