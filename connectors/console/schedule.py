"""Publishing at a later time."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, StrictStr

from bot.clock import CHINA
from bot.errors import PublishBlocked
from bot.stores.accounts import Session
from bot.stores.schedule import Scheduled
from connectors.console.access import EDITOR, Allowed
from connectors.console.basis import must_be_current
from connectors.console.chinese import Chinese, told
from connectors.console.people import service

router = APIRouter(prefix="/api/console/catalog", tags=["console"], route_class=Chinese)


class When(BaseModel):
    """Which version comes into force when; a time without a zone is China's."""

    version: StrictStr = Field(..., max_length=60)
    at: datetime
    reason: StrictStr = Field("", max_length=400)
    forced: bool = False


class Name(BaseModel):
    """A version."""

    version: StrictStr = Field(..., max_length=60)


@router.get("/schedule")
async def scheduled(
    request: Request, _: Session = Depends(Allowed(EDITOR))
) -> list[dict[str, Any]]:
    """What waits for its time, and what could not be put in force."""
    found = await service(request).schedule.all()
    return [{**vars(entry), "failed": told(entry.failed)} for entry in found]


@router.post("/schedule", status_code=204)
async def schedule(
    body: When, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> Response:
    """Puts a version in force later; it is looked at again when its time has come."""
    console = service(request)
    at = (body.at if body.at.tzinfo else body.at.replace(tzinfo=CHINA)).timestamp()
    if at <= time.time():
        raise PublishBlocked("这个时间已经过去了")
    if body.forced and not body.reason.strip():
        raise PublishBlocked("要强行发布，先写明原因")
    library = console.gateway.engine.runtime.library
    await asyncio.to_thread(library.catalog, body.version)
    await asyncio.to_thread(must_be_current, console.gateway.engine.runtime, body.version)
    await console.schedule.add(
        Scheduled(body.version, at, session.name, body.reason.strip(), body.forced)
    )
    await console.desk.store.audit(
        {"who": session.name, "what": "catalog_schedule", "to": body.version}
    )
    return Response(status_code=204)


@router.post("/unschedule", status_code=204)
async def unschedule(
    body: Name, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> Response:
    """Takes a version out of the schedule."""
    console = service(request)
    if not await console.schedule.remove(body.version):
        raise PublishBlocked(f"{body.version} 没有排定")
    await console.desk.store.audit(
        {"who": session.name, "what": "catalog_unschedule", "to": body.version}
    )
    return Response(status_code=204)
