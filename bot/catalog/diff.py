"""What changed between two versions, as a change log for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.catalog.importers.layout import LABELS, SHEETS, WORDS
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.part import Part

TITLES = {sheet.field: sheet.title for sheet in SHEETS if sheet.owned}
LONGEST = 80

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One service or life event that is new, gone or different, and how."""

    id: str
    name: str
    kind: Kind
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        sign = {"added": "+", "removed": "-", "changed": "~"}[self.kind]
        return "\n".join([f"{sign} {self.name} ({self.id})", *(f"    {x}" for x in self.lines)])


def diff(before: Catalog, after: Catalog) -> tuple[Change, ...]:
    """Every service and life event that differs, in the order of the later version."""
    return (
        *_changes(before.services, after.services),
        *_changes(before.life_events, after.life_events),
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for key, part in after.items():
        if key not in before:
            yield Change(key, part.name, "added")
        elif before[key] != part:
            yield Change(key, part.name, "changed", tuple(_differences(before[key], part)))
    for key, part in before.items():
        if key not in after:
            yield Change(key, part.name, "removed")


def _differences(before: Service | LifeEvent, after: Service | LifeEvent) -> Iterator[str]:
    for field in before.__fields__:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield from _field(field, old, new)


def _field(field: str, old: Any, new: Any) -> Iterator[str]:
    title = TITLES.get(field) or LABELS.get(field, field)
    if isinstance(old, Part):
        for name in old.__fields__:
            if getattr(old, name) != getattr(new, name):
                label = LABELS.get(f"{field}.{name}") or LABELS.get(name, name)
                yield f"{label}：{_say(getattr(old, name))} → {_say(getattr(new, name))}"
    elif isinstance(old, tuple):
        yield from _listed(title, _keyed(old), _keyed(new))
    else:
        yield f"{title}：{_say(old)} → {_say(new)}"


def _listed(title: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for key, part in new.items():
        if key not in old:
            yield f"{title} 增加：{_name(part)}"
        elif old[key] != part:
            yield f"{title}「{_name(part)}」：{'；'.join(_inside(old[key], part))}"
    for key, part in old.items():
        if key not in new:
            yield f"{title} 删除：{_name(part)}"
    if list(old) != list(new) and set(old) == set(new):
        yield f"{title} 顺序变了"


def _inside(old: Part, new: Part) -> Iterator[str]:
    for name, field in old.__fields__.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            label = LABELS.get(field.alias) or TITLES.get(name, name)
            yield f"{label} {_say(before)} → {_say(after)}"


def _keyed(parts: tuple[Any, ...]) -> dict[str, Any]:
    """Parts by what tells them apart: id, else name, question or text, else their place."""
    found: dict[str, Any] = {}
    for place, part in enumerate(parts):
        key = part if isinstance(part, str) else _key(part, place)
        found[key if key not in found else f"{key}#{place}"] = part
    return found


def _key(part: Part, place: int) -> str:
    names = ("id", "name", "q", "text", "title", "service", "district", "kind")
    return next((str(v) for name in names if (v := getattr(part, name, None))), str(place))


def _name(part: Any) -> str:
    names = ("name", "ask", "q", "text", "title", "what", "not_eligible", "service", "district")
    found = next((getattr(part, name) for name in names if getattr(part, name, None)), None)
    return _short(part if isinstance(part, str) else str(found or _say(part)))


def _say(value: Any) -> str:
    if value in (None, "", (), {}):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Part):
        pairs = value.dict(exclude_defaults=True, by_alias=True).items()
        return _short("，".join(f"{LABELS.get(k, k)} {_say(v)}" for k, v in pairs))
    if isinstance(value, dict):
        return _short("，".join(f"{key}={'|'.join(map(str, v))}" for key, v in value.items()))
    if isinstance(value, tuple):
        return _short("、".join(map(_say, value)))
    return _short(WORDS.get(value, str(value)) if isinstance(value, str) else str(value))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST]}…"
