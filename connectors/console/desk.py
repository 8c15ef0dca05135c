"""Conversations with people: the queue, one conversation, and what staff do with it."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field, StrictStr

from bot.clock import CHINA
from bot.errors import HandoffError
from bot.handoff.held import Held
from bot.privacy.masking import mask
from bot.stores.accounts import Account, Session
from bot.text.normalise import clean, clean_lines
from connectors.console.access import OPERATOR, SUPERVISOR, Allowed
from connectors.console.chinese import Chinese
from connectors.console.glance import glance
from connectors.console.naming import by_handle, named
from connectors.console.packet import journey_of, last_entries, thought_about
from connectors.console.people import service
from connectors.console.service import ConsoleService

RECENT = 20
LOOKED_BACK = 5
LATEST_EVENTS = 300
"""Turns looked through for the conversations the bot has at the moment."""

CANNED = (
    {"short": "/hi", "text": "您好，我是政务服务工作人员，请问要办什么事？"},
    {"short": "/wait", "text": "请稍等，我帮您核实一下。"},
    {"short": "/paper", "text": "请按清单准备材料，缺的可以先说，我看能不能容缺办理。"},
    {"short": "/12345", "text": "这件事需要主管部门答复，您也可以打 12345，全天有人接。"},
    {"short": "/bye", "text": "还有别的要办吗？没有的话我先结束，您随时可以再问。"},
)
SENDERS = {"citizen": "群众", "bot": "助手", "staff": "工作人员"}

router = APIRouter(prefix="/api/console/desk", tags=["console"], route_class=Chinese)


class Said(BaseModel):
    """Words of staff."""

    text: StrictStr = Field(..., min_length=1, max_length=4000)


class Presence(BaseModel):
    """Whether somebody takes conversations."""

    status: Literal["online", "away"]


class Forward(BaseModel):
    """Who gets the conversation: a colleague, or a department's queue."""

    to: StrictStr = Field("", max_length=40)
    department: StrictStr = Field("", max_length=60)
    reason: StrictStr = Field("", max_length=400)


class Summary(BaseModel):
    """What the citizen is told when the bot goes on."""

    summary: StrictStr = Field("", max_length=1000)


@router.get("")
async def queue(request: Request, _: Session = Depends(Allowed(OPERATOR))) -> dict[str, Any]:
    """Who waits and who is with whom, and which colleagues are there."""
    console = service(request)
    states = await console.desk.queue()
    rows = [{**state, **await glance(console, state)} for state in states]
    shown = await by_handle(console, rows)
    return {"open": shown, "present": await console.desk.store.present(), "canned": CANNED}


@router.post("/presence", status_code=204)
async def presence(
    body: Presence, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Says to be there, or away; to be said again every few seconds."""
    await service(request).desk.store.here(session.name, status=body.status)
    return Response(status_code=204)


@router.get("/around")
async def around(request: Request, _: Session = Depends(Allowed(OPERATOR))) -> dict[str, Any]:
    """Whom the bot talks with at the moment, and to whom a conversation can be forwarded."""
    console = service(request)
    catalog = console.gateway.engine.runtime.guide.catalog
    recent: dict[str, dict[str, Any]] = {}
    for event in await console.events.latest(limit=LATEST_EVENTS):
        if event.get("kind") is None and event.get("conversation"):
            recent.setdefault(str(event["conversation"]), event)
    names = {name: found.name for name, found in catalog.services.items()}
    present = await console.desk.store.present()
    recently = [
            {"conversation": name, "at": e["at"], "text": e.get("text", ""),
             "channel": e.get("channel", ""), "outcome": e.get("outcome", ""),
             "service": names.get(str(e.get("service")), "")}
            for name, e in list(recent.items())[:RECENT]
    ]  # fmt: skip
    return {
        "recent": await by_handle(console, recently),
        "colleagues": [
            {"name": account.name, "shown": account.shown, "online": account.name in present}
            for account in await colleagues(console)
        ],
        "departments": [department.name for department in catalog.vocabulary.departments],
    }


async def colleagues(console: ConsoleService) -> list[Account]:
    """Who can be given a conversation."""
    return [a for a in await console.accounts.all() if a.active and a.role in OPERATOR]


@router.get("/{conversation}")
async def packet(
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> dict[str, Any]:
    """Everything a person needs to take over: turns, journey, what the bot thought, quota."""
    console = service(request)
    state = await console.desk.store.state(conversation)
    if state is None:
        raise HandoffError("这次会话不存在或已过期")
    await console.desk.store.audit(
        {"who": session.name, "what": "read", "conversation": conversation}
    )
    entries = await last_entries(console, conversation, state.seq)
    said = [e.message.get("text", "") for e in entries if e.sender == "citizen"]
    held = Held.read(await console.desk.store.held(conversation))
    reach = await console.reach(conversation) if state.channel == "wechat" else None
    (shown,) = await by_handle(console, [vars(state)])
    return {
        "state": shown,
        "messages": [{"seq": e.seq, "from": e.sender, **e.message} for e in entries],
        "notes": await console.desk.store.notes(conversation),
        "journey": await journey_of(console, conversation),
        "thought": await thought_about(console, said[-LOOKED_BACK:]),
        "held": {"id": held.id, "text": held.text, "outcome": held.outcome} if held else None,
        "wechat_quota": reach.left if reach else None,
        "wechat_until": reach.until if reach else None,
        "wechat_unsent": reach.unsent if reach else 0,
    }


@router.post("/{conversation}/claim", status_code=204)
async def claim(
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Takes a waiting conversation; one of many gets it."""
    console = service(request)
    waited = await console.desk.store.state(conversation)
    await console.desk.claim(conversation, staff=session.name, name=session.shown)
    if waited is not None:
        seconds = round(time.time() - waited.since, 1)
        console.events.note({"kind": "claim", "conversation": conversation, "seconds": seconds})
    return Response(status_code=204)


@router.post("/{conversation}/take-over", status_code=204)
async def take_over(
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Takes a conversation from the bot."""
    desk = service(request).desk
    await desk.take_over(conversation, staff=session.name, name=session.shown)
    return Response(status_code=204)


@router.post("/{conversation}/take-from", status_code=204)
async def take_from(
    request: Request,
    session: Session = Depends(Allowed(SUPERVISOR)),
    conversation: str = Depends(named),
) -> Response:
    """Takes a conversation from the colleague who has it."""
    desk = service(request).desk
    await desk.take_from(conversation, staff=session.name, name=session.shown)
    return Response(status_code=204)


@router.post("/{conversation}/requeue", status_code=204)
async def requeue(
    request: Request,
    session: Session = Depends(Allowed(SUPERVISOR)),
    conversation: str = Depends(named),
) -> Response:
    """Puts the conversation of a colleague back into the queue."""
    desk = service(request).desk
    state = await desk.store.state(conversation)
    await desk.put_back(conversation, staff=state.staff if state else "", by=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/say", status_code=204)
async def say(
    body: Said,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Says something to the citizen; each channel delivers what stands in the log."""
    console = service(request)
    text = mask(clean_lines(body.text))
    await console.desk.say(conversation, text, staff=session.name, name=session.shown)
    return Response(status_code=204)


@router.post("/{conversation}/read/{upto}", status_code=204)
async def read(
    upto: int,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Remembers how far staff have read."""
    await service(request).desk.read(conversation, upto=upto, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/typing", status_code=204)
async def typing(
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Lets the citizen see that an answer is being written; said again every three seconds."""
    await service(request).desk.typing(conversation, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/forward", status_code=204)
async def forward(
    body: Forward,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Gives the conversation to a colleague or a department."""
    console = service(request)
    shown = {account.name: account.shown for account in await colleagues(console)}
    if body.to and body.to not in shown:
        raise HandoffError(f"不能转给 {body.to}：没有这位同事，或不负责接待")
    await console.desk.forward(
        conversation,
        staff=session.name,
        to=body.to,
        name=shown.get(body.to, ""),
        department=mask(body.department),
        reason=mask(body.reason),
    )
    return Response(status_code=204)


@router.post("/{conversation}/give-back", status_code=204)
async def give_back(
    body: Summary,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Lets the bot go on."""
    desk = service(request).desk
    await desk.give_back(conversation, staff=session.name, summary=mask(clean(body.summary)))
    return Response(status_code=204)


@router.post("/{conversation}/close", status_code=204)
async def close(
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Ends the service."""
    await service(request).desk.close(conversation, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/notes", status_code=204)
async def note(
    body: Said,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
    conversation: str = Depends(named),
) -> Response:
    """Keeps a note among staff."""
    await service(request).desk.note(conversation, mask(clean(body.text)), staff=session.name)
    return Response(status_code=204)


@router.get("/{conversation}/transcript")
async def transcript(
    request: Request,
    session: Session = Depends(Allowed(SUPERVISOR)),
    conversation: str = Depends(named),
) -> PlainTextResponse:
    """The whole conversation as (masked) text."""
    console = service(request)
    await console.desk.store.audit(
        {"who": session.name, "what": "transcript", "conversation": conversation}
    )
    entries = await console.gateway.engine.log.read(conversation, limit=2000)
    lines = [f"[{e.seq}] {SENDERS[e.sender]}：{mask(e.message.get('text', ''))}" for e in entries]
    head = f"会话记录 {datetime.now(CHINA):%Y-%m-%d %H:%M}"
    return PlainTextResponse("\n".join([head, *lines]) + "\n")
