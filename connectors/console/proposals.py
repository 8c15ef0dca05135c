"""Learning from use: words are proposed, tried on the evaluation questions, accepted, withdrawn."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.impact import Answered
from bot.catalog.overlay import Field as WordField
from bot.catalog.overlay import Word
from bot.clock import CHINA
from bot.errors import HandoffError, UnknownServiceError
from bot.insight.proposals import Proposal, decided, proposed
from bot.privacy.masking import mask
from bot.publishing import accept as put
from bot.publishing import trial
from bot.stores.accounts import Session
from bot.text.normalise import clean
from connectors.console.access import EDITOR, EVERYBODY, Allowed
from connectors.console.chinese import Chinese
from connectors.console.people import service
from connectors.console.service import ConsoleService

FIELDS: dict[str, WordField] = {
    "everyday_name": "everyday_names",
    "sample_question": "sample_questions",
}
SHOWN = 20

router = APIRouter(prefix="/api/console", tags=["console"], route_class=Chinese)


class Proposed(BaseModel):
    """Something the catalogue should know, and of which service."""

    kind: Literal["everyday_name", "sample_question", "missing_service"]
    text: StrictStr = Field(..., min_length=1, max_length=200)
    service: StrictStr = Field("", max_length=100)


class Accept(BaseModel):
    """Why a word is accepted although some questions get worse."""

    reason: StrictStr = Field("", max_length=400)
    forced: bool = False


@router.post("/proposals", status_code=201)
async def propose(
    body: Proposed, request: Request, session: Session = Depends(Allowed(EVERYBODY))
) -> dict[str, str]:
    """Hands the editors something to add to the catalogue."""
    console = service(request)
    if body.service and body.service not in console.gateway.engine.runtime.guide.catalog.services:
        raise UnknownServiceError(f"目录里没有事项 {body.service}")
    now = datetime.now(CHINA).isoformat(timespec="milliseconds")
    made = proposed(body.kind, mask(clean(body.text)), body.service, by=session.name, at=now)
    known = await console.proposals.get(made.id)
    if known is None:
        await console.proposals.add(vars(made))
    elif known["status"] in ("rejected", "withdrawn"):
        await console.proposals.change(known, vars(made))
    await _audit(console, session, "propose", made.id)
    return {"id": made.id}


@router.get("/catalog/proposals")
async def proposals(
    request: Request, _: Session = Depends(Allowed(EDITOR))
) -> list[dict[str, Any]]:
    """What use has taught and nobody has decided yet."""
    console = service(request)
    rows = [row for row in await console.proposals.all() if row["status"] == "open"]
    return [{**row, "service_name": _named(console, row["service"])} for row in rows]


@router.get("/catalog/proposals/{name}/trial")
async def tried(
    name: str, request: Request, _: Session = Depends(Allowed(EDITOR))
) -> dict[str, Any]:
    """What accepting a word would do to the evaluation questions."""
    console = service(request)
    word = _word(await _proposal(console, name), by="")
    found = await asyncio.to_thread(trial, console.gateway.engine.runtime, word)
    return {
        "asked": found.asked,
        "better": len(found.better),
        "worse": len(found.worse),
        "lines": [_line(console, one) for one in (*found.worse, *found.better)[:SHOWN]],
        "said": [_named(console, service_id) for service_id in found.said],
        "sharing": found.sharing,
    }


@router.post("/catalog/proposals/{name}/accept")
async def accept(
    name: str, body: Accept, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> dict[str, bool]:
    """Lets a word act at once; a missing service is only noted as agreed."""
    console = service(request)
    found = await _proposal(console, name)
    after = decided(found, "accepted")
    if found.kind != "missing_service":
        await asyncio.to_thread(_put, console, _word(found, by=session.name), body)
    await _decide(console, found, after)
    more = {"reason": mask(clean(body.reason))} if body.reason else {}
    await _audit(console, session, "proposal_accepted", name, **more)
    return {"acts": found.kind != "missing_service"}


@router.post("/catalog/proposals/{name}/reject", status_code=204, response_model=None)
async def reject(name: str, request: Request, session: Session = Depends(Allowed(EDITOR))) -> None:
    """Puts a proposal aside."""
    console = service(request)
    found = await _proposal(console, name)
    await _decide(console, found, decided(found, "rejected"))
    await _audit(console, session, "proposal_rejected", name)


@router.get("/catalog/words")
async def words(request: Request, _: Session = Depends(Allowed(EDITOR))) -> list[dict[str, Any]]:
    """The words that were accepted; those a version has by itself meanwhile are ``folded``."""
    console = service(request)
    found = await asyncio.to_thread(console.gateway.engine.runtime.library.words)
    return [{**vars(w), "service_name": _named(console, w.service)} for w in reversed(found)]


@router.post("/catalog/words/{name}/withdraw", status_code=204, response_model=None)
async def withdraw(
    name: str, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> None:
    """Takes a word back at once."""
    console = service(request)
    await asyncio.to_thread(console.gateway.engine.runtime.library.withdraw, name)
    raw = await console.proposals.get(name)
    if raw is not None and raw["status"] == "accepted":
        await console.proposals.change(raw, vars(decided(Proposal(**raw), "withdrawn")))
    await _audit(console, session, "word_withdrawn", name)


def _put(console: ConsoleService, word: Word, body: Accept) -> None:
    runtime = console.gateway.engine.runtime
    put(runtime, trial(runtime, word), force=body.forced, reason=body.reason)


def _word(found: Proposal, *, by: str) -> Word:
    """The word a proposal asks for; raises HandoffError for a missing service."""
    if found.kind == "missing_service":
        raise HandoffError("缺的事项没有说法可试")
    now = datetime.now(CHINA).isoformat(timespec="milliseconds")
    return Word(found.id, found.service, FIELDS[found.kind], found.text, by, now)


async def _proposal(console: ConsoleService, name: str) -> Proposal:
    raw = await console.proposals.get(name)
    if raw is None:
        raise HandoffError("没有这条建议")
    return Proposal(**raw)


async def _decide(console: ConsoleService, found: Proposal, after: Proposal) -> None:
    if not await console.proposals.change(vars(found), vars(after)):
        raise HandoffError("这条建议刚刚有人处理了")


def _line(console: ConsoleService, changed: Answered) -> str:
    sign = "✗" if changed.worse else "✓"
    before, after = (_named(console, name) or "不答" for name in (changed.before, changed.after))
    return f"{sign} {changed.text}：{before} → {after}"


def _named(console: ConsoleService, service_id: str) -> str:
    found = console.gateway.engine.runtime.guide.catalog.services.get(service_id)
    return found.name if found else ""


async def _audit(
    console: ConsoleService, session: Session, what: str, to: str, **more: str
) -> None:
    await console.desk.store.audit({"who": session.name, "what": what, "to": to, **more})
