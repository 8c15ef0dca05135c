"""Tickets: lists, changes and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, StrictStr

from bot.clock import CHINA, china_today
from bot.errors import HandoffError, UnknownServiceError
from bot.guidance.calendar import working_days_after
from bot.insight.export import sheet, table
from bot.insight.merging import merge as merge_tickets
from bot.insight.tickets import (
    WORKING_DAYS,
    Ticket,
    assigned,
    closed,
    new_number,
    noted,
    reopened,
)
from bot.privacy.masking import mask
from bot.stores.accounts import Session
from bot.text.normalise import clean
from connectors.console.access import OPERATOR, SUPERVISOR, Allowed
from connectors.console.chinese import Chinese
from connectors.console.naming import behind, by_handle
from connectors.console.people import service
from connectors.console.service import ConsoleService

LISTED = 5000
"""Tickets the page gets, the latest; files have every one."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/api/console", tags=["console"], route_class=Chinese)


class Owner(BaseModel):
    """Who works on a ticket."""

    owner: StrictStr = Field(..., min_length=1, max_length=40)
    instead_of: StrictStr = Field("", max_length=40)


class Opening(BaseModel):
    """A complaint that somebody took down, and what it is about."""

    words: StrictStr = Field(..., min_length=1, max_length=1000)
    service: StrictStr = Field("", max_length=100)
    district: StrictStr = Field("", max_length=40)
    conversation: StrictStr = Field("", max_length=200, description="Its handle.")


class Progress(BaseModel):
    """What was done, or why a ticket goes on; for staff."""

    text: StrictStr = Field(..., min_length=1, max_length=1000)


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
    today, console = china_today(), service(request)
    found = await by_handle(console, await console.tickets.all(limit=LISTED))
    names = console.gateway.engine.runtime.guide.catalog.services
    shown = {account.name: account.shown for account in await console.accounts.all()}
    return [
        {
            **t,
            "owner_name": shown.get(t["owner"], t["owner"]),
            "overdue": Ticket(**t).overdue(today),
            "service_name": names[t["service"]].name if t["service"] in names else "",
        }
        for t in found
        if not status or t["status"] == status
    ]


@router.post("/tickets", status_code=201)
async def create(
    body: Opening, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, str]:
    """A ticket for what a citizen told somebody, due like every other."""
    console, today = service(request), china_today()
    catalog = console.gateway.engine.runtime.guide.catalog
    # A conversation can be about a life event, which is no service and pins nothing.
    about = "" if body.service in catalog.life_events else body.service
    if about and about not in catalog.services:
        raise UnknownServiceError(f"目录里没有事项 {about}")
    due = working_days_after(today, WORKING_DAYS).day.isoformat()
    made = Ticket("", today.isoformat(), due, mask(clean(body.words)), service=about,
                  district=body.district, channel="console",
                  conversation=await behind(console, body.conversation))  # fmt: skip
    number = await console.tickets.add(vars(made), number=partial(new_number, today))
    await console.desk.store.audit({"who": session.name, "what": "ticket_made", "to": number})
    return {"number": number, "due": due}


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
    return await _change(
        request, session, number, lambda t: assigned(t, body.owner, instead_of=body.instead_of)
    )


@router.post("/tickets/{number}/notes")
async def note(
    number: str, body: Progress, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """Keeps what was done; the citizen does not read it."""
    text, now = mask(clean(body.text)), datetime.now(CHINA).isoformat(timespec="minutes")
    return await _change(
        request, session, number, lambda t: noted(t, text, by=session.shown, at=now)
    )


@router.post("/tickets/{number}/reopen")
async def reopen(
    number: str, body: Progress, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """Takes up a closed ticket again."""
    text, now = mask(clean(body.text)), datetime.now(CHINA).isoformat(timespec="minutes")
    return await _change(
        request, session, number, lambda t: reopened(t, text, by=session.shown, at=now)
    )


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
    console = service(request)
    gone = await merge_tickets(console.tickets, number, into=body.number)
    return await _changed(console, session, gone)


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
    return await _changed(console, session, changed)


async def _changed(
    console: ConsoleService, session: Session, ticket: Mapping[str, Any]
) -> dict[str, Any]:
    """A ticket after what somebody did with it, as staff see it; recorded."""
    await console.desk.store.audit(
        {"who": session.name, "what": f"ticket_{ticket['status']}", "to": ticket["number"]}
    )
    (shown,) = await by_handle(console, [ticket])
    return shown


def attachment(body: bytes, kind: str, name: str) -> Response:
    """A file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
