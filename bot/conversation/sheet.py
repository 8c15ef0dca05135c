"""The page a person can print: their papers, steps and dates, found by a continuation code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from actions import drafts, lines
from bot.catalog.handling import Step
from bot.catalog.labels import HOLDERS, NEED_MARKS
from bot.catalog.model import LifeEvent, Service
from bot.guidance.checklist import Checklist, ChecklistItem
from bot.guidance.plan import Plan, Plans
from bot.guidance.reminders import Reminder, reminders
from bot.guidance.state import DIALOGUE_SLOT, Dialogue, Journey


@dataclass(frozen=True)
class Paper:
    """One paper as it is printed."""

    name: str
    marks: tuple[str, ...]
    more: tuple[str, ...]
    ticked: bool


@dataclass(frozen=True)
class Dated:
    """One date as it is printed and put into a calendar; ``id`` stays the same for the journey."""

    id: str
    day: date
    title: str
    note: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the page of one journey; nothing on it says who the person is."""

    code: str
    owner: Service | LifeEvent
    version: str
    situation: str
    checklist: Checklist
    papers: tuple[Paper, ...]
    way: str
    steps: tuple[Step, ...]
    dates: tuple[Dated, ...]
    phones: str
    made_on: date


def sheet(
    tracker: str | None, owner_id: str, plans: Plans, *, code: str, today: date
) -> Sheet | None:
    """The sheet of one journey in a stored conversation; None where it is not there (any more)."""
    dialogue = (
        Dialogue.from_slot(json.loads(tracker)["slots"].get(DIALOGUE_SLOT)) if tracker else None
    )
    journeys = dialogue.journeys if dialogue else ()
    journey = next((one for one in journeys if one.service == owner_id), None)
    plan = plans.plan(owner_id)
    if dialogue is None or journey is None or plan is None:
        return None
    return _sheet(plan, journey, dialogue, version=plans.catalog.version, code=code, today=today)


def _sheet(
    plan: Plan, journey: Journey, dialogue: Dialogue, *, version: str, code: str, today: date
) -> Sheet:
    listed = plan.checklist(journey.answers, ticked=journey.ticked)
    way = journey.way or plan.default_way(journey.answers, plain=dialogue.plain)
    steps = plan.steps(journey.answers, way)
    hotlines = getattr(plan.owner, "hotlines", ())
    return Sheet(
        code=code,
        owner=plan.owner,
        version=version,
        situation=drafts.situation_summary(plan, journey.answers, passed=journey.passed),
        checklist=listed,
        papers=tuple(_paper(item, plan, journey) for item in listed.items),
        way=lines.WAYS.get(way, ""),
        steps=tuple(step for step in steps if step.id not in (*journey.done, *journey.skipped)),
        dates=tuple(_dated(one) for one in reminders(plan, journey, dialogue.since, today)),
        phones="、".join(f"{h.name} {h.phone}" for h in hotlines[:2] if h.phone != "12345"),
        made_on=today,
    )


def _paper(item: ChecklistItem, plan: Plan, journey: Journey) -> Paper:
    paper = item.material
    undecided = lines.situation(plan.questions(journey.answers), paper, journey.answers)
    marks = (
        HOLDERS[paper.holder],
        "一般免提交" if item.exempt else "",
        NEED_MARKS[paper.need],
        lines.copies(item),
        "" if item.certain else f"{undecided}才要" if undecided else "视情况",
    )
    more = (
        paper.waived or lines.electronic(paper),
        f"哪里拿：{paper.get_it}" if paper.get_it else "",
        f"注意：{'；'.join(paper.pitfalls)}" if paper.pitfalls else "",
    )
    return Paper(paper.name, _filled(marks), _filled(more), item.ticked)


def _dated(found: Reminder) -> Dated:
    service, deadline = found.service, found.deadline
    unsure = lines.unsure(found.due)
    if deadline is None:
        title = f"{service.name}：最晚今天出结果"
        note = f"过了今天还没有结果，请打 12345 问。{unsure}"
        return Dated(f"{service.id}.result", found.due.day, title, note)
    note = f"{lines.deadline(deadline)}。{unsure}"
    return Dated(
        f"{service.id}.{deadline.id}", found.due.day, f"{service.name}：{deadline.what}", note
    )


def _filled(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
