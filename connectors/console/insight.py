"""What happened: figures with filters, the conversations behind them, and the monthly report."""

from __future__ import annotations

import asyncio
import time
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from bot.catalog.lint import lint
from bot.catalog.model import Catalog
from bot.catalog.quality import by_department
from bot.clock import CHINA
from bot.errors import HandoffError
from bot.guidance.validity import in_force
from bot.insight.events import Filter, conversations
from bot.insight.figures import figures
from bot.insight.report import Health, report
from bot.privacy.masking import mask
from bot.stores.accounts import Session
from bot.stores.events import DAY
from bot.stores.feedback import FeedbackStream
from connectors.console.access import INSIGHT, Allowed
from connectors.console.chinese import Chinese
from connectors.console.naming import by_handle, named
from connectors.console.people import service
from connectors.console.service import ConsoleService
from connectors.console.tickets import attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_NOTES = 50_000
MOST_SHOWN = 50
LONGEST_TALK = 2000

router = APIRouter(prefix="/api/console/insight", tags=["console"], route_class=Chinese)


def chosen(
    service: str = Query("", max_length=100),
    aspect: str = Query("", max_length=40),
    district: str = Query("", max_length=40),
    channel: str = Query("", max_length=20),
    outcome: str = Query("", max_length=20),
    asked: str = Query("", max_length=100),
) -> Filter:
    """Which turns are counted."""
    return Filter(service, aspect, district, channel, outcome, asked)


def span(days: int = Query(30, ge=1, le=400)) -> tuple[int, int]:
    """The last days, in milliseconds."""
    now = int(time.time() * 1000)
    return now - days * DAY, now + DAY


@router.get("")
async def dashboard(
    request: Request,
    only: Filter = Depends(chosen),
    when: tuple[int, int] = Depends(span),
    _: Session = Depends(Allowed(INSIGHT)),
) -> dict[str, Any]:
    """The dashboard's figures."""
    return await _figures(service(request), when, only)


@router.get("/health")
async def health(request: Request, _: Session = Depends(Allowed(INSIGHT))) -> dict[str, Any]:
    """How good the catalogue is: findings, what has run out, what nobody has checked, scores."""
    runtime = service(request).gateway.engine.runtime
    found = await asyncio.to_thread(_health, runtime.guide.catalog, runtime.today())
    return dict(vars(found))


@router.get("/conversations")
async def behind(
    request: Request,
    only: Filter = Depends(chosen),
    when: tuple[int, int] = Depends(span),
    _: Session = Depends(Allowed(INSIGHT)),
) -> dict[str, Any]:
    """The conversations behind a figure, with what was said last; none where they are few."""
    console = service(request)
    events = await console.events.between(*when)
    turns = only.of(event for event in events if event.get("kind") is None)
    shown = conversations(turns, limit=MOST_SHOWN)
    names = console.gateway.engine.runtime.guide.catalog.services
    for row in shown:
        row["service_name"] = names[row["service"]].name if row["service"] in names else ""
    return {
        "turns": len(turns) if shown else None,
        "conversations": await by_handle(console, shown),
    }


@router.get("/conversations/{conversation}")
async def one(
    request: Request,
    session: Session = Depends(Allowed(INSIGHT)),
    conversation: str = Depends(named),
) -> list[dict[str, Any]]:
    """One (masked) conversation; that it was read is recorded."""
    console = service(request)
    entries = await console.gateway.engine.log.read(conversation, limit=LONGEST_TALK)
    if not entries:
        raise HandoffError("这次会话已过保存期，或已由本人删除")
    await console.desk.store.audit(
        {"who": session.name, "what": "read", "conversation": conversation}
    )
    return [
        {"seq": e.seq, "from": e.sender, "text": mask(str(e.message.get("text", "")))}
        for e in entries
    ]


@router.get("/report.docx")
async def document(
    request: Request,
    month: str = Query(
        "", pattern=r"^(20\d{2}-(0[1-9]|1[0-2]))?$", description="Such as `2026-11`."
    ),
    session: Session = Depends(Allowed(INSIGHT)),
) -> Response:
    """The report of a month, set against the month before."""
    console = service(request)
    first = _first_day(month)
    before, after = _months_on(first, -1), _months_on(first, 1)
    now = await _figures(console, (_ms(first), _ms(after)), Filter())
    then = await _figures(console, (_ms(before), _ms(first)), Filter())
    runtime = console.gateway.engine.runtime
    state = await asyncio.to_thread(_health, runtime.guide.catalog, runtime.today())
    body = await asyncio.to_thread(
        report, now, earlier=then, health=state, title=f"{first:%Y 年 %m 月}办事助手运行报告"
    )
    await console.desk.store.audit({"who": session.name, "what": "report", "to": f"{first:%Y-%m}"})
    return attachment(body, DOCX, f"banshi-{first:%Y-%m}.docx")


async def _figures(console: ConsoleService, when: tuple[int, int], only: Filter) -> dict[str, Any]:
    since, until = when
    notes = await FeedbackStream(console.gateway.engine.client).read(limit=MOST_NOTES)
    begin, end = (datetime.fromtimestamp(ms / 1000, CHINA).date().isoformat() for ms in when)
    events = await console.events.between(since, until)
    tickets = [t for t in await console.tickets.all() if begin <= t["opened"] < end]
    votes = [note for name, note in notes if since <= int(name.split("-")[0]) < until]
    found = await asyncio.to_thread(figures, events, tickets, votes, only=only)
    _name(found, console.gateway.engine.runtime.guide.catalog)
    return found


def _name(found: dict[str, Any], catalog: Catalog) -> None:
    """Adds the names of services, questions and steps to what is counted by their ids."""
    for row in found["services"]:
        row["id"] = row["name"]
        row["name"] = _service_name(row["id"], catalog)
    for row in (*found["heat"], *found["drop_off"]):
        row["name"] = _service_name(row["service"], catalog)
        row["place"] = _place(catalog, row["service"], row.get("at") or row.get("step") or "")


def _service_name(name: str, catalog: Catalog) -> str:
    owner = catalog.services.get(name) or catalog.life_events.get(name)
    return owner.name if owner else name


def _place(catalog: Catalog, name: str, place: str) -> str:
    owner = catalog.services.get(name)
    if owner is None:
        return place
    asks = {question.id: question.ask for question in owner.questions}
    does = {step.id: step.name or step.do for step in owner.steps}
    return asks.get(place) or does.get(place) or place


def _health(catalog: Catalog, day: date) -> Health:
    findings = lint(catalog)
    states = [in_force(found, day) for found in catalog.services.values()]
    return Health(
        services=len(catalog.services),
        errors=sum(f.severity == "error" for f in findings),
        warnings=sum(f.severity == "warning" for f in findings),
        expired=states.count("expired"),
        unchecked=sum(found.checked_on is None for found in catalog.services.values()),
        departments=tuple(
            (name, round(score.total)) for name, score in by_department(catalog).items()
        ),
    )


def _first_day(month: str) -> datetime:
    """The first day of a month such as `2026-11`; of this month where none is named."""
    now = datetime.now(CHINA)
    year, number = (int(month[:4]), int(month[5:])) if month else (now.year, now.month)
    return datetime(year, number, 1, tzinfo=CHINA)


def _months_on(first: datetime, months: int) -> datetime:
    number = first.year * 12 + first.month - 1 + months
    return first.replace(year=number // 12, month=number % 12 + 1)


def _ms(day: datetime) -> int:
    return int(day.timestamp() * 1000)
