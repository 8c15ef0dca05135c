"""Tickets: lists, changes and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, StrictStr

from bot.errors import HandoffError
from bot.handoff.hours import CHINA
from bot.insight.export import sheet, table
from bot.insight.tickets import Ticket, assigned, closed, merged
from bot.privacy.masking import mask
from bot.stores.accounts import Session
from bot.text.normalise import clean
from connectors.console.access import OPERATOR, SUPERVISOR, Allowed
from connectors.console.naming import by_handle
from connectors.console.people import service
from connectors.console.service import ConsoleService

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/api/console", tags=["console"])


class Owner(BaseModel):
    """Who works on a ticket."""

    owner: StrictStr = Field(..., min_length=1, max_length=40)


class Closing(BaseModel):
    """What came of a ticket; the citizen can read it."""

    reason: StrictStr = Field(..., max_length=1000)


class Into(BaseModel):
    """The ticket that is the same."""

    number: StrictStr = Field(..., max_length=20)


@router.get("/tickets")
async def tickets(
    request: Request,
    status: str = Query("", max_length=10),
    _: Session = Depends(Allowed(OPERATOR)),
) -> list[dict[str, Any]]:
    """Tickets, newest first, with those overdue marked."""
    today = datetime.now(CHINA).date()
    console = service(request)
    found = await by_handle(console, await console.tickets.all())
    names = console.gateway.engine.runtime.guide.catalog.services
    return [
        {**t, "overdue": Ticket(**t).overdue(today), "service_name": names[t["service"]].name
         if t["service"] in names else ""}
        for t in found
        if not status or t["status"] == status
    ]  # fmt: skip


@router.get("/tickets.xlsx")
async def as_sheet(request: Request, session: Session = Depends(Allowed(SUPERVISOR))) -> Response:
    """Tickets as a sheet."""
    body = sheet(await _exported(service(request), session))
    return attachment(body, XLSX, "tickets.xlsx")


@router.get("/tickets.csv")
async def as_table(request: Request, session: Session = Depends(Allowed(SUPERVISOR))) -> Response:
    """Tickets as CSV."""
    body = table(await _exported(service(request), session))
    return attachment(body, "text/csv; charset=utf-8", "tickets.csv")


@router.post("/tickets/{number}/assign")
async def assign(
    number: str, body: Owner, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """Puts a ticket in somebody's hands."""
    there = [account.name for account in await service(request).accounts.all() if account.active]
    if body.owner not in there:
        raise HandoffError(f"没有同事 {body.owner}")
    return await _change(request, session, number, lambda t: assigned(t, body.owner))


@router.post("/tickets/{number}/close")
async def close(
    number: str, body: Closing, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """Ends a ticket with what came of it."""
    reason = mask(clean(body.reason))
    return await _change(request, session, number, lambda t: closed(t, reason))


@router.post("/tickets/{number}/merge")
async def merge(
    number: str, body: Into, request: Request, session: Session = Depends(Allowed(SUPERVISOR))
) -> dict[str, Any]:
    """Counts a ticket with another one about the same."""
    store = service(request).tickets
    into = await store.get(body.number)
    if into is None:
        raise HandoffError(f"没有工单 {body.number}")
    other = Ticket(**into)
    before = await store.get(number)
    gone = await _change(request, session, number, lambda t: merged(t, other)[0])
    moved = Ticket(**before) if before else other
    await store.change(body.number, lambda raw: vars(merged(moved, Ticket(**raw))[1]))
    return gone


async def _exported(console: ConsoleService, session: Session) -> list[dict[str, Any]]:
    await console.desk.store.audit({"who": session.name, "what": "export_tickets"})
    return await console.tickets.all()


async def _change(
    request: Request, session: Session, number: str, how: Callable[[Ticket], Ticket]
) -> dict[str, Any]:
    console = service(request)
    changed = await console.tickets.change(number, lambda raw: vars(how(Ticket(**raw))))
    if changed is None:
        raise HandoffError(f"没有工单 {number}")
    await console.desk.store.audit(
        {"who": session.name, "what": f"ticket_{changed['status']}", "to": number}
    )
    (shown,) = await by_handle(console, [changed])
    return shown


def attachment(body: bytes, kind: str, name: str) -> Response:
    """A file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
