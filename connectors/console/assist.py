"""The assist box: find the service while a caller talks, ask on, and read out the list."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from bot.catalog.labels import HOLDERS
from bot.conversation.moving import EMPTY
from bot.errors import BusyError, UnknownServiceError
from bot.guidance.conditions import UNKNOWN
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey
from bot.guidance.validity import in_force
from bot.runtime import Guide
from bot.stores.accounts import Session
from connectors.console.access import OPERATOR, Allowed
from connectors.console.chinese import Chinese
from connectors.console.people import service
from connectors.console.script import facts, kind, script
from connectors.gateway import new_conversation

SHOWN = 9
"""As many as there are number keys."""

LONG_ENOUGH = 4
"""Half a sentence: from here on the linker reads what is meant, not only what is written."""

router = APIRouter(prefix="/api/console/assist", tags=["console"], route_class=Chinese)


class Case(BaseModel):
    """What is known of a caller's matter; nothing about the caller."""

    service: str = Field(..., max_length=100)
    answers: dict[str, str] = Field(default_factory=dict)

    class Config:
        extra = "forbid"


@router.get("")
async def find(
    request: Request,
    q: str = Query("", max_length=200),
    _: Session = Depends(Allowed(OPERATOR)),
) -> dict[str, Any]:
    """The best services for what was typed so far, with why."""
    runtime = service(request).gateway.engine.runtime
    guide, day = runtime.guide, runtime.today()
    why: dict[str, list[str]] = {}
    if len(q.strip()) >= LONG_ENOUGH and not q.isascii():
        linked = guide.linker.link(q)
        sure = [c for c in linked.candidates if c.score > max(0.15, linked.none / 2)]
        why |= {c.service: [f"语义 {c.score:.0%}"] for c in sure}
    if q.strip():
        for hit in guide.linker.search.find(q, limit=SHOWN):
            why.setdefault(hit.service, []).extend(hit.why)
    found = [guide.catalog.services[name] for name in list(why)[:SHOWN]]
    return {
        "q": q,
        "services": [
            {"id": s.id, "name": s.name, "summary": s.summary, "department": s.department,
             "why": why[s.id][:3], "in_force": in_force(s, day)}
            for s in found
        ],
    }  # fmt: skip


@router.post("/next")
async def walk(
    body: Case, request: Request, _: Session = Depends(Allowed(OPERATOR))
) -> dict[str, Any]:
    """The next question to read out, or the end: the list, the script and the SMS."""
    runtime = service(request).gateway.engine.runtime
    guide = runtime.guide
    plan = _plan(guide, body.service)
    answers = _known(plan, body.answers)
    progress = plan.progress(answers)
    question = progress.question
    found: dict[str, Any] = {
        "service": plan.id,
        "name": plan.name,
        "answers": answers,
        "said": _said(plan, answers),
        "remaining": progress.remaining,
        "question": None,
        "outcome": None,
        "in_force": in_force(guide.catalog.services[plan.id], runtime.today()),
    }
    if question is not None:
        options = [{"id": o.id, "label": o.label, "note": o.note} for o in question.options]
        found["question"] = {"id": question.id, "ask": question.ask, "why": question.why,
                             "how": question.how_to_find_out,
                             "options": [*options, {"id": UNKNOWN, "label": "不知道",
                                                    "note": ""}]}  # fmt: skip
    if progress.outcome is not None:
        outcome = progress.outcome
        found["outcome"] = {
            "text": outcome.not_eligible or outcome.because,
            "instead": [{"do": i.do, "service": i.service} for i in outcome.instead],
            "go_to": outcome.go_to,
        }
    owner = guide.catalog.services[plan.id]
    return {
        **found,
        **_papers(plan, answers),
        **facts(plan, answers),
        "script": script(owner, plan, answers),
    }


@router.post("/code")
async def code(
    body: Case, request: Request, session: Session = Depends(Allowed(OPERATOR))
) -> dict[str, str]:
    """A 续办码 with which the caller goes on by WeChat or on the web."""
    console = service(request)
    engine = console.gateway.engine
    guide = engine.runtime.guide
    plan = _plan(guide, body.service)
    journey = Journey(plan.id, guide.catalog.version, _known(plan, body.answers))
    snapshot = json.loads(EMPTY)
    snapshot["slots"]["dialogue"] = Dialogue((journey,), topic=plan.id).to_slot()
    conversation = new_conversation()
    turn = await engine.turns.open(conversation, wait=1)
    if not await engine.turns.commit(turn, tracker=json.dumps(snapshot), reply={}, said=()):
        raise BusyError("请再试一次")
    made = await engine.codes.issue(conversation)
    await console.desk.store.audit({"who": session.name, "what": "code", "to": plan.id})
    return {"code": made}


def _papers(plan: Plan, answers: dict[str, str]) -> dict[str, Any]:
    listed = plan.checklist(answers)
    way = plan.default_way(answers, plain=False)
    return {
        "checklist": [
            {"id": i.material.id, "name": i.material.name, "kind": kind(i),
             "holder": HOLDERS[i.material.holder], "note": i.material.note}
            for i in listed.items
        ],
        "steps": [{"name": s.name, "do": s.do, "where": s.where, "takes": s.takes}
                  for s in plan.steps(answers, way)],
    }  # fmt: skip


def _said(plan: Plan, answers: dict[str, str]) -> list[dict[str, str]]:
    shown = []
    for name, option in answers.items():
        question = plan.question(name)
        if question is not None:
            label = "不知道" if option == UNKNOWN else question.option(option).label
            shown.append({"id": name, "ask": question.ask, "label": label})
    return shown


def _known(plan: Plan, answers: dict[str, str]) -> dict[str, str]:
    """The answers that count and that this catalogue version still offers."""
    offered = {q.id: {UNKNOWN, *(o.id for o in q.options)} for q in plan.questions(answers)}
    return plan.relevant({k: v for k, v in answers.items() if v in offered.get(k, ())})


def _plan(guide: Guide, name: str) -> Plan:
    plan = guide.plan(name) if name in guide.catalog.services else None
    if plan is None:
        raise UnknownServiceError(f"no service has the id {name!r}")
    return plan
