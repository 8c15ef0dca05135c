"""Cards: the same facts as the text, as structure a channel can draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import lines
from bot.catalog.model import Conditional, Question, Service, Step
from bot.guidance.checklist import Checklist
from bot.guidance.conditions import Answers


def about(service: Service, version: str, as_of: str) -> dict[str, Any]:
    """What every card about a service carries."""
    return {
        "service_id": service.id,
        "service_name": service.name,
        "catalog_version": version,
        "as_of": as_of,
        "source": service.source,
        "checked_on": service.checked_on.isoformat() if service.checked_on else None,
        "notice": lines.NOTICE if service.demonstration else "",
    }


def parts(
    service: Service, field: str, found: Sequence[Conditional], answers: Answers
) -> list[dict[str, Any]]:
    """Lines with the field each came from and, where undecided, whom it is for."""
    return [
        {
            "field": f"{field}.{index}",
            "text": lines.WRITERS[type(part)](part),  # type: ignore[operator]
            "for": "" if certain else lines.situation(service, part, answers),
        }
        for index, (part, certain) in enumerate(lines.applicable(found, answers))
    ]


def checklist(found: Checklist) -> dict[str, Any]:
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
                "ticked": item.ticked,
                "services": list(item.services),
            }
            for item in found.items
        ],
        "before_merging": found.before_merging,
        "exempt": found.exempt,
    }


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
