"""Conversations with people: the queue, one conversation, and what staff do with it."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field, StrictStr

from bot.conversation.pinning import DIALOGUE_SLOT
from bot.errors import HandoffError
from bot.guidance.state import Dialogue
from bot.guidance.validity import in_force
from bot.handoff.drafts import contradictions
from bot.handoff.held import Held
from bot.handoff.hours import CHINA
from bot.privacy.masking import mask
from bot.stores.accounts import Session
from bot.stores.conversations import Entry
from bot.text.normalise import clean
from connectors.console.access import OPERATOR, SUPERVISOR, Allowed
from connectors.console.people import service
from connectors.console.service import ConsoleService

LAST_TURNS = 200
RECENT = 20
LOOKED_BACK = 5
LEAST_LIKELY = 0.1
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

router = APIRouter(prefix="/api/console/desk", tags=["console"])


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


class Approval(BaseModel):
    """A held answer somebody has looked at; ``text`` goes out in its place."""

    held: StrictStr = Field(..., max_length=40)
    text: StrictStr = Field("", max_length=4000)


class Verdict(BaseModel):
    """What became of a suggestion."""

    verdict: Literal["accepted", "edited", "rejected"]
    suggested: StrictStr = Field("", max_length=4000)
    sent: StrictStr = Field("", max_length=4000)


@router.get("")
async def queue(request: Request, _: Session = Depends(Allowed(OPERATOR))) -> dict[str, Any]:
    """Who waits and who is with whom, and which colleagues are there."""
    desk = service(request).desk
    return {"open": await desk.queue(), "present": await desk.store.present(), "canned": CANNED}


@router.post("/presence", status_code=204)
async def presence(
    body: Presence, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Says to be there, or away; heard of for a minute."""
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
    return {
        "recent": [
            {"conversation": name, "at": e["at"], "text": e.get("text", ""),
             "channel": e.get("channel", ""), "outcome": e.get("outcome", ""),
             "service": names.get(str(e.get("service")), "")}
            for name, e in list(recent.items())[:RECENT]
        ],
        "colleagues": [
            {"name": account.name, "shown": account.shown}
            for account in await console.accounts.all()
            if account.active and account.role in OPERATOR
        ],
        "departments": [department.name for department in catalog.vocabulary.departments],
    }  # fmt: skip


@router.get("/{conversation}")
async def packet(
    conversation: str, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """Everything a person needs to take over: turns, journey, what the bot thought, quota."""
    console = service(request)
    state = await console.desk.store.state(conversation)
    if state is None:
        raise HandoffError("这次会话不存在或已过期")
    await console.desk.store.audit(
        {"who": session.name, "what": "read", "conversation": conversation}
    )
    entries = await _entries(console, conversation, state.seq)
    said = [e.message.get("text", "") for e in entries if e.sender == "citizen"]
    held = Held.read(await console.desk.store.held(conversation))
    reach = await console.reach(conversation) if state.channel == "wechat" else None
    return {
        "state": vars(state),
        "messages": [{"seq": e.seq, "from": e.sender, **e.message} for e in entries],
        "notes": await console.desk.store.notes(conversation),
        "journey": await _journey(console, conversation),
        "thought": await _thought(console, said[-LOOKED_BACK:]),
        "held": {"id": held.id, "text": held.text, "outcome": held.outcome} if held else None,
        "wechat_quota": reach.left if reach else None,
        "wechat_until": reach.until if reach else None,
        "wechat_unsent": reach.unsent if reach else 0,
    }


@router.post("/{conversation}/claim", status_code=204)
async def claim(
    conversation: str, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Takes a waiting conversation; one of many gets it."""
    console = service(request)
    waited = await console.desk.store.state(conversation)
    await console.desk.claim(conversation, staff=session.name, name=session.shown)
    if waited is not None:
        seconds = round(time.time() - waited.since, 1)
        await console.events.add(
            {"kind": "claim", "conversation": conversation, "seconds": seconds}
        )
    return Response(status_code=204)


@router.post("/{conversation}/take-over", status_code=204)
async def take_over(
    conversation: str, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Takes a conversation from the bot."""
    desk = service(request).desk
    await desk.take_over(conversation, staff=session.name, name=session.shown)
    return Response(status_code=204)


@router.post("/{conversation}/approve", status_code=204)
async def approve(
    conversation: str,
    body: Approval,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
) -> Response:
    """Lets a held answer of the bot go out, as it is or edited."""
    console = service(request)
    text = mask(clean(body.text))
    found = await console.desk.approve(
        conversation, held=body.held, staff=session.name, name=session.shown, text=text
    )
    await _judge(console, conversation, session, "edited" if text else "accepted", found.text, text)
    return Response(status_code=204)


@router.post("/{conversation}/say", status_code=204)
async def say(
    conversation: str, body: Said, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Says something to the citizen; each channel delivers what stands in the log."""
    console = service(request)
    text = mask(clean(body.text))
    await console.desk.say(conversation, text, staff=session.name, name=session.shown)
    return Response(status_code=204)


@router.post("/{conversation}/read/{upto}", status_code=204)
async def read(
    conversation: str,
    upto: int,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
) -> Response:
    """Remembers how far staff have read."""
    await service(request).desk.read(conversation, upto=upto, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/typing", status_code=204)
async def typing(
    conversation: str, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Lets the citizen see that an answer is being written; said again every three seconds."""
    await service(request).desk.typing(conversation, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/forward", status_code=204)
async def forward(
    conversation: str,
    body: Forward,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
) -> Response:
    """Gives the conversation to a colleague or a department."""
    console = service(request)
    if body.to and body.to not in [a.name for a in await console.accounts.all() if a.active]:
        raise HandoffError(f"没有同事 {body.to}")
    await console.desk.forward(
        conversation,
        staff=session.name,
        to=body.to,
        department=body.department,
        reason=mask(body.reason),
    )
    return Response(status_code=204)


@router.post("/{conversation}/give-back", status_code=204)
async def give_back(
    conversation: str,
    body: Summary,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
) -> Response:
    """Lets the bot go on."""
    desk = service(request).desk
    await desk.give_back(conversation, staff=session.name, summary=mask(clean(body.summary)))
    return Response(status_code=204)


@router.post("/{conversation}/close", status_code=204)
async def close(
    conversation: str, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Ends the service."""
    await service(request).desk.close(conversation, staff=session.name)
    return Response(status_code=204)


@router.post("/{conversation}/notes", status_code=204)
async def note(
    conversation: str, body: Said, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> Response:
    """Keeps a note among staff."""
    await service(request).desk.note(conversation, mask(clean(body.text)), staff=session.name)
    return Response(status_code=204)


@router.get("/{conversation}/suggestion")
async def suggestion(
    conversation: str, request: Request, _: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """What the bot would say to the last message; the citizen sees nothing of it."""
    console = service(request)
    state = await console.desk.store.state(conversation)
    entries = await _entries(console, conversation, state.seq) if state else []
    said = [e.message.get("text", "") for e in entries if e.sender == "citizen"]
    if not said:
        return {"text": "", "outcome": ""}
    reply = await console.gateway.engine.rehearse(conversation, said[-1])
    text = "\n".join(message["text"] for message in reply["messages"])
    usable = reply["outcome"] not in ("failed", "handed_off", "ticketed")
    return {"text": text if usable else "", "outcome": reply["outcome"]}


@router.post("/{conversation}/suggestion", status_code=204)
async def judged(
    conversation: str,
    body: Verdict,
    request: Request,
    session: Session = Depends(Allowed(OPERATOR)),
) -> Response:
    """Records whether a suggestion was any good."""
    await _judge(
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
    conversation: str, body: Said, request: Request, _: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """What in a draft contradicts the catalogue, for this person's journey."""
    console = service(request)
    runtime = console.gateway.engine.runtime
    dialogue = await _dialogue(console, conversation)
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


@router.get("/{conversation}/transcript")
async def transcript(
    conversation: str, request: Request, session: Session = Depends(Allowed(SUPERVISOR))
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


async def _judge(
    console: ConsoleService, conversation: str, session: Session, verdict: str, bot: str, sent: str
) -> None:
    await console.events.add(
        {"kind": "suggestion", "verdict": verdict, "staff": session.name,
         "said_by_bot": bot, "sent": sent, "conversation": conversation}
    )  # fmt: skip


async def _entries(console: ConsoleService, conversation: str, seq: int) -> list[Entry]:
    log = console.gateway.engine.log
    return await log.read(conversation, after=max(0, seq - LAST_TURNS), limit=LAST_TURNS)


async def _dialogue(console: ConsoleService, conversation: str) -> Dialogue:
    tracker = await console.gateway.engine.turns.tracker(conversation)
    slots = json.loads(tracker)["slots"] if tracker else {}
    return Dialogue.from_slot(slots.get(DIALOGUE_SLOT))


async def _journey(console: ConsoleService, conversation: str) -> dict[str, Any] | None:
    dialogue = await _dialogue(console, conversation)
    guide = console.gateway.engine.runtime.guide
    journey = dialogue.journey
    plan = guide.plan(journey.service) if journey else None
    if journey is None or plan is None:
        owner = guide.catalog.services.get(dialogue.topic)
        return {"service": owner.id, "name": owner.name, "answers": {}} if owner else None
    return {"service": plan.id, "name": plan.name, "answers": dict(journey.answers),
            "step": journey.step, "done": journey.done, "asked": dialogue.asked}  # fmt: skip


async def _thought(console: ConsoleService, texts: list[str]) -> dict[str, Any] | None:
    """What the bot understood of the last thing that was about a service."""
    services = console.gateway.engine.runtime.guide.catalog.services
    for text in reversed(texts):
        parsed = await console.gateway.engine.parse(text)
        candidates = [
            c for c in (parsed.get("services") or {}).get("candidates", ())[:3]
            if c["id"] in services and c["score"] >= LEAST_LIKELY
        ]  # fmt: skip
        if candidates:
            break
    else:
        return None
    return {
        "text": text,
        "intent": parsed.get("intent"),
        "services": [
            {"id": c["id"], "name": services[c["id"]].name, "score": round(float(c["score"]), 3)}
            for c in candidates
        ],
    }
