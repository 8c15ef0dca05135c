"""Was it solved, and what is written wrongly: what people say about answers."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bot.privacy.masking import mask
from bot.replies import LAST_SEQ
from bot.text.normalise import clean

Verdict = Literal["solved", "unsolved", "wrong"]

router = APIRouter(prefix="/api", tags=["web"])


class FeedbackBook(Protocol):
    """Whoever keeps what people say about answers."""

    async def add(self, note: dict[str, Any]) -> None:
        """Keeps one note."""


class FeedbackIn(BaseModel):
    """A verdict on an answer; ``wrong`` points at a line by the field it came from."""

    verdict: Verdict
    conversation: str = Field("", max_length=128)
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
    said = {
        name: mask(clean(value)) if isinstance(value, str) else value
        for name, value in body.dict().items()
    }
    note = {**said, "channel": "web"}
    book: FeedbackBook = request.app.state.feedback
    await book.add(note)
    engine = request.app.state.gateway.engine
    if body.verdict != "wrong" or engine.gate is None:
        return {"status": "noted"}
    known = body.service if body.service in engine.runtime.guide.catalog.services else ""
    return {
        "status": "noted",
        "ticket": await engine.gate.written_wrongly({**note, "service": known}),
    }
