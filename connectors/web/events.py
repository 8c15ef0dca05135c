"""What is said, as server-sent events: numbered, replayed after a break, with a heartbeat.

The event id is the sequence number in the conversation, so a browser's own `Last-Event-ID`
continues where it stopped (WHATWG HTML, section 9.2). `desk` events say how a hand-over stands;
they have no number, because only the newest counts.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse

from bot.replies import LAST_SEQ
from bot.stores.conversations import Entry
from connectors.gateway import Gateway
from connectors.web.language import Language, displayed
from connectors.web.own import own_asked

HEARTBEAT_SECONDS = 15.0
DESK_SECONDS = 3.0
"""How often a queue and somebody's typing are looked at: both change without a message here."""

RETRY_MILLISECONDS = 2000
EVENT_ID = re.compile("[0-9]{1,20}")
WITH_BOT = {"desk": "BOT", "ahead": 0}

router = APIRouter(prefix="/api", tags=["web"])


@router.get("/events")
async def events(
    request: Request,
    conversation: str = Depends(own_asked),
    after: int = Query(0, ge=0, le=LAST_SEQ),
    lang: Language = "zh-Hans",
    last_event_id: str = Header(""),
) -> StreamingResponse:
    """Every message after ``after`` or the browser's Last-Event-ID, then new ones as they come.

    `desk` events tell whether the person waits (and how many are ahead) or talks with staff (who,
    whether they are typing, and up to which message they have read).
    """
    start = min(int(last_event_id), LAST_SEQ) if EVENT_ID.fullmatch(last_event_id) else after
    return StreamingResponse(
        _stream(request.app.state.gateway, conversation, start, lang),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(
    gateway: Gateway, conversation: str, after: int, language: Language
) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    told: dict[str, Any] = {}
    silent = 0.0
    async with gateway.engine.news.reader(conversation) as something_new:
        while not gateway.engine.closing:
            something_new.clear()
            while entries := await gateway.engine.log.read(conversation, after=after):
                for entry in entries:
                    after, silent = entry.seq, 0.0
                    yield _event(entry, language)
            desk = await _desk(gateway, conversation)
            if desk != told:
                told, silent = desk, 0.0
                shown = json.dumps(displayed(desk, language), ensure_ascii=False)
                yield f"event: desk\ndata: {shown}\n\n"
            pause = HEARTBEAT_SECONDS if desk["desk"] in ("BOT", "CLOSED") else DESK_SECONDS
            try:
                await asyncio.wait_for(something_new.wait(), pause)
            except asyncio.TimeoutError:
                silent += pause
            if silent >= HEARTBEAT_SECONDS:
                silent = 0.0
                yield ": still here\n\n"


async def _desk(gateway: Gateway, conversation: str) -> dict[str, Any]:
    gate = gateway.engine.gate
    return await gate.desk.outlook(conversation) if gate is not None else WITH_BOT


def _event(entry: Entry, language: Language) -> str:
    message = displayed({"seq": entry.seq, "from": entry.sender, **entry.message}, language)
    data = json.dumps(message, ensure_ascii=False)
    return f"id: {entry.seq}\nevent: message\ndata: {data}\n\n"
