"""What the bot would say, for staff to take, change or refuse; and whether a draft is right."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, StrictStr

from bot.guidance.validity import in_force
from bot.handoff.drafts import contradictions
from bot.privacy.masking import mask
from bot.stores.accounts import Session
from bot.text.normalise import clean, clean_lines
from connectors.console.access import OPERATOR, Allowed
from connectors.console.chinese import Chinese
from connectors.console.desk import Said
from connectors.console.naming import named
from connectors.console.packet import dialogue_of, last_entries
from connectors.console.people import service
from connectors.console.service import ConsoleService

router = APIRouter(prefix="/api/console/desk", tags=["console"], route_class=Chinese)


class Approval(BaseModel):
    """A held answer somebody has looked at; ``text`` goes out in its place."""

    held: StrictStr = Field(..., max_length=40)
    text: StrictStr = Field("", max_length=4000)


class Verdict(BaseModel):
    """What became of a suggestion."""

    verdict: Literal["accepted", "edited", "rejected"]
    suggested: StrictStr = Field("", max_length=4000)
    sent: StrictStr = Field("", max_length=4000)


@router.post("/{conversation}/approve", status_code=204)
async def approve(
    body: Approval,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Lets a held answer of the bot go out, as it is or edited."""
    console = service(request)
    text = mask(clean_lines(body.text))
    found = await console.desk.approve(
        conversation, held=body.held, staff=session.name, name=session.shown, text=text
    )
    _judge(console, conversation, session, "edited" if text else "accepted", found.text, text)
    return Response(status_code=204)


@router.get("/{conversation}/suggestion")
async def suggestion(
    request: Request, _: Session = Depends(Allowed(OPERATOR)), conversation: str = Depends(named)
) -> dict[str, Any]:
    """What the bot would say to the last message; the citizen sees nothing of it."""
    console = service(request)
    state = await console.desk.store.state(conversation)
    entries = await last_entries(console, conversation, state.seq) if state else []
    said = [e.message.get("text", "") for e in entries if e.sender == "citizen"]
    if not said:
        return {"text": "", "outcome": ""}
    reply = await console.gateway.engine.rehearse(conversation, said[-1])
    text = "\n".join(message["text"] for message in reply["messages"])
    usable = reply["outcome"] not in ("failed", "handed_off", "ticketed")
    return {"text": text if usable else "", "outcome": reply["outcome"]}


@router.post("/{conversation}/suggestion", status_code=204)
async def judged(
    body: Verdict,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Records whether a suggestion was any good."""
    _judge(
        service(request),
        conversation,
        session,
        body.verdict,
        mask(clean(body.suggested)),
        mask(clean(body.sent)),
    )
    return Response(status_code=204)


@router.post("/{conversation}/check")
async def check(
    body: Said,
    request: Request,
    _: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> dict[str, Any]:
    """What in a draft contradicts the catalogue, for this person's journey."""
    console = service(request)
    runtime = console.gateway.engine.runtime
    dialogue = await dialogue_of(console, conversation)
    journey = dialogue.journey
    name = journey.service if journey else dialogue.topic
    owner, plan = runtime.guide.catalog.services.get(name), runtime.guide.plan(name)
    if owner is None or plan is None:
        return {"problems": [], "service": ""}
    items = plan.checklist(journey.answers if journey else {}).items
    needed = [i.material.name for i in items if i.material.need == "required" and i.certain]
    state = in_force(owner, runtime.today())
    problems = contradictions(body.text, owner, needed=needed, state=state)
    return {"problems": problems, "service": owner.name}


def _judge(
    console: ConsoleService, conversation: str, session: Session, verdict: str, bot: str, sent: str
) -> None:
    console.events.note(
        {"kind": "suggestion", "verdict": verdict, "staff": session.name,
         "said_by_bot": bot, "sent": sent, "conversation": conversation}
    )  # fmt: skip
