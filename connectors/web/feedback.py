"""Was it solved, and what is written wrongly: what people say about answers."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.errors import MessageError, OftenError
from bot.privacy.masking import mask
from bot.replies import LAST_SEQ
from bot.text.normalise import clean
from connectors.limits import address_of
from connectors.web.own import own

Verdict = Literal["solved", "unsolved", "wrong"]

NOTES, TICKETS = 30, 5
"""What one conversation may say in an hour: notes, and among them lines that are wrong."""

TICKETS_OF_ADDRESS = 30
"""A hall's terminals share an address."""

router = APIRouter(prefix="/api", tags=["web"])


class FeedbackBook(Protocol):
    """Whoever keeps what people say about answers."""

    async def add(self, note: dict[str, Any]) -> None:
        """Keeps one note."""


class Counter(Protocol):
    """Whoever counts across all processes."""

    async def allows_hourly(self, kind: str, who: str, *, per_hour: int) -> bool:
        """Counts one more, and says whether it is within what is allowed."""


class FeedbackIn(BaseModel):
    """A verdict on an answer; ``wrong`` points at a line by the field it came from."""

    verdict: Verdict
    conversation: str = Field(..., min_length=1, max_length=128)
    seq: int = Field(0, ge=0, le=LAST_SEQ)
    service: str = Field("", max_length=100)
    field: str = Field("", max_length=100)
    line: str = Field("", max_length=4000)
    text: str = Field("", max_length=1000)

    class Config:
        extra = "forbid"


@router.post("/feedback", status_code=202)
async def post_feedback(body: FeedbackIn, request: Request) -> dict[str, str]:
    """Takes a note, masked before it is kept; a line called wrong becomes a ticket."""
    engine = request.app.state.gateway.engine
    if not await engine.log.exists(own(body.conversation)):
        raise MessageError("没有这个会话，或已过期")
    await _within_limits(body, request)
    said = {
        name: mask(clean(value)) if isinstance(value, str) else value
        for name, value in body.dict().items()
    }
    # An id that exists is nobody's number, and masked it would belong to nobody.
    note = {**said, "conversation": body.conversation, "channel": "web"}
    book: FeedbackBook = request.app.state.feedback
    await book.add(note)
    if body.verdict != "wrong" or engine.gate is None:
        return {"status": "noted"}
    known = body.service if body.service in engine.runtime.guide.catalog.services else ""
    return {
        "status": "noted",
        "ticket": await engine.gate.written_wrongly({**note, "service": known}),
    }


async def _within_limits(body: FeedbackIn, request: Request) -> None:
    counter: Counter = request.app.state.rates
    limits = [("feedback", body.conversation, NOTES)]
    if body.verdict == "wrong":
        limits.append(("wrong", body.conversation, TICKETS))
        limits.append(("wrong-address", address_of(request.scope), TICKETS_OF_ADDRESS))
    for kind, who, most in limits:
        if who and not await counter.allows_hourly(kind, who, per_hour=most):
            raise OftenError("这一小时您说得够多了，已经记下的会有人看；着急请打 12345")
