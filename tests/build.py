"""Small catalogues for tests: only what a test is about is written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.catalog.model import Catalog, Service
from bot.catalog.situation import Question


def question(question_id: str, *options: str | dict[str, Any], **fields: Any) -> Question:
    """A question; an option written as text is its own id and label."""
    written = [{"id": o, "label": o} if isinstance(o, str) else o for o in options]
    return Question.parse_obj(
        {"id": question_id, "ask": f"{question_id}?", "options": written, **fields}
    )


def material(material_id: str, **fields: Any) -> dict[str, Any]:
    """A paper the person has at home."""
    return {"id": material_id, "name": material_id, "holder": "self", **fields}


def step(step_id: str, **fields: Any) -> dict[str, Any]:
    """A step that belongs to every way."""
    return {"id": step_id, "name": step_id, "who": "本人", "do": step_id, **fields}


def service(service_id: str = "permit", **fields: Any) -> Service:
    """A service with an id and nothing else but ``fields``."""
    return Service.parse_obj(
        {
            "id": service_id,
            "name": service_id,
            "theme": "户籍身份",
            "department": "公安",
            "audience": ["individual"],
            "summary": service_id,
            **fields,
        }
    )


def catalog(*services: Service) -> Catalog:
    """A catalogue of these services."""
    return Catalog(version="test", services={s.id: s for s in services})


def ids(parts: Iterable[Any]) -> list[str]:
    """The ids of parts, in order."""
    return [part.id for part in parts]
