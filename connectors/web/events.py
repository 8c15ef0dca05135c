"""What is said, as server-sent events: numbered, replayed after a break, with a heartbeat.

The event id is the sequence number in the conversation, so a browser's own `Last-Event-ID`
continues where it stopped (WHATWG HTML, section 9.2).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from bot.stores.conversations import Entry
from connectors.gateway import Gateway

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2000

router = APIRouter(prefix="/api", tags=["web"])


@router.get("/events")
async def events(
    request: Request,
    conversation: str = Query(..., min_length=1, max_length=128),
    after: int = Query(0, ge=0),
    last_event_id: str = Header(""),
) -> StreamingResponse:
    """Every message after ``after`` or the browser's Last-Event-ID, then new ones as they come."""
    start = int(last_event_id) if last_event_id.isdigit() else after
    return StreamingResponse(
        _stream(request.app.state.gateway, conversation, start),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(gateway: Gateway, conversation: str, after: int) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    with gateway.engine.news.reader(conversation) as something_new:
        while not gateway.engine.closing:
            something_new.clear()
            for entry in await gateway.engine.history(conversation, after=after):
                after = entry.seq
                yield _event(entry)
            try:
                await asyncio.wait_for(something_new.wait(), HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                yield ": still here\n\n"


def _event(entry: Entry) -> str:
    data = json.dumps({"seq": entry.seq, "from": entry.sender, **entry.message}, ensure_ascii=False)
    return f"id: {entry.seq}\nevent: message\ndata: {data}\n\n"
