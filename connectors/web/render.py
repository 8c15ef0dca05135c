"""Pages the server writes: everything from people and from the catalogue is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connectors.web.prose import prose

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.filters["prose"] = prose


def render(template: str, **facts: Any) -> str:
    """The page of a template with these facts."""
    return _environment.get_template(template).render(**facts)
