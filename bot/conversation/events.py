"""Rasa events to and from JSON, kept small and decoded without searching classes.

What is heard of a message is kept as far as anything reads it later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.shared.core.events import Event, UserUttered
from rasa.shared.utils.common import all_subclasses

PARSE_KEPT = ("text", "intent", "entities", "services", "asks")
JSON = "_json"
"""Attribute of an event that was stored before: it is stored again as it was."""


def to_json(event: Event) -> dict[str, Any]:
    """One event as small JSON."""
    stored: dict[str, Any] | None = vars(event).get(JSON)
    if stored is not None:
        return stored
    fields: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        parse = fields.get("parse_data") or {}
        fields["parse_data"] = {name: parse[name] for name in PARSE_KEPT if name in parse}
    return fields


def from_json(fields: dict[str, Any]) -> Event:
    """The event that ``to_json`` wrote."""
    made: Event = _kinds()[fields["event"]]._from_parameters(fields)
    return made


def restored(fields: dict[str, Any]) -> Event:
    """The event that was stored as this, and will be again while it is in the window."""
    parse = fields.get("parse_data") or {}
    # Candidates matter for the message they were found in; nothing reads those of earlier ones.
    if "services" in parse:
        kept = {name: value for name, value in parse.items() if name != "services"}
        fields = {**fields, "parse_data": kept}
    made = from_json(fields)
    vars(made)[JSON] = fields
    return made


@lru_cache(maxsize=1)
def _kinds() -> dict[str, type[Event]]:
    """Event classes by name; Rasa looks through all subclasses for every event."""
    return {kind.type_name: kind for kind in all_subclasses(Event) if hasattr(kind, "type_name")}
