"""Cards: the same facts as the text, as structure a channel can draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import lines
from bot.catalog.handling import Step
from bot.catalog.model import LifeEvent, Service
from bot.catalog.part import Conditional
from bot.catalog.situation import Question
from bot.guidance.checklist import Checklist, ChecklistItem
from bot.guidance.conditions import Answers
from bot.guidance.timeline import Timeline


def about(owner: Service | LifeEvent, version: str, as_of: str) -> dict[str, Any]:
    """What every card about a service or life event carries."""
    return {
        "service_id": owner.id,
        "service_name": owner.name,
        "catalog_version": version,
        "as_of": as_of,
        "source": owner.source,
        "checked_on": owner.checked_on.isoformat() if owner.checked_on else None,
        "notice": lines.NOTICE if getattr(owner, "demonstration", False) else "",
    }


def parts(
    service: Service, field: str, found: Sequence[Conditional], answers: Answers
) -> list[dict[str, Any]]:
    """Lines with the field each came from and, where undecided, whom it is for."""
    return [
        {
            "field": f"{field}.{index}",
            "text": lines.WRITERS[type(part)](part),  # type: ignore[operator]
            "for": "" if certain else lines.situation(service.questions, part, answers),
        }
        for index, part, certain in lines.applicable(found, answers)
    ]


def checklist(
    found: Checklist, questions: Sequence[Question] = (), answers: Answers | None = None
) -> dict[str, Any]:
    """The checklist with everything a client can tick, fold or link."""
    return {
        "items": [
            {
                "id": item.material.id,
                "field": f"materials.{item.material.id}",
                "name": item.material.name,
                "need": item.material.need,
                "holder": item.material.holder,
                "copies": lines.copies(item),
                "exempt": item.exempt,
                "waived": item.material.waived,
                "electronic": item.material.electronic,
                "get_it": item.material.get_it,
                "obtained_by": item.material.obtained_by,
                "pitfalls": list(item.material.pitfalls),
                "certain": item.certain,
                "for": "" if item.certain else _only_for(item, questions, answers or {}),
                "ticked": item.ticked,
                "services": list(item.services),
            }
            for item in found.items
        ],
        "before_merging": found.before_merging,
        "exempt": found.exempt,
    }


def _only_for(item: ChecklistItem, questions: Sequence[Question], answers: Answers) -> str:
    labels = lines.situation(questions, item.material, answers)
    return f"{labels}才要" if labels else "视情况"


def question(asked: Question, remaining: int) -> dict[str, Any]:
    """A situation question with its options."""
    return {
        "field": f"questions.{asked.id}",
        "question": asked.id,
        "ask": asked.ask,
        "why": asked.why,
        "how_to_find_out": asked.how_to_find_out,
        "options": [{"id": o.id, "label": o.label, "note": o.note} for o in asked.options],
        "remaining": remaining,
    }


def step(part: Step, index: int, total: int, way: str) -> dict[str, Any]:
    """One step with its place among all."""
    return {
        "field": f"steps.{part.id}",
        "step": part.id,
        "name": part.name,
        "way": way,
        "index": index,
        "total": total,
        "who": part.who,
        "do": part.do,
        "where": part.where,
        "takes": part.takes,
        "result": part.result,
        "check": part.check,
    }


def timeline(found: Timeline) -> dict[str, Any]:
    """Stages with days and dates, for a picture: what runs in parallel and what decides."""
    return {
        "timeline": [
            {
                "stage": span.stage.id,
                "field": f"stages.{span.stage.id}",
                "name": span.stage.name,
                "tasks": list(span.stage.tasks),
                "after": list(span.stage.after),
                "from_day": span.from_day,
                "to_day": span.to_day,
                "starts": span.starts.isoformat(),
                "ends": span.ends.isoformat(),
                "critical": span.critical,
                "counts": span.stage.counts,
                "unknown": span.stage.unknown,
            }
            for span in found.spans
        ],
        "working_days": found.days,
        "counted_days": found.counted,
        "ends": found.end.day.isoformat(),
        "certain": found.end.certain,
    }
