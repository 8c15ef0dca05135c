"""What an answer rests on: item, fields, version, date, source and basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.catalog.model import Catalog

PARTS = ("lines", "items", "timeline", "fees", "time_limits")
"""Lists in cards whose entries name the field they came from."""


def record(
    messages: Sequence[Mapping[str, Any]], catalog: Catalog, *, at: datetime
) -> dict[str, Any] | None:
    """What is kept of the messages of one turn; None where none rests on the catalogue."""
    cited = [m for m in messages if (m.get("card") or {}).get("service_id")]
    if not cited:
        return None
    card = cited[0]["card"]
    service = catalog.services.get(card["service_id"])
    basis = [b.dict() for b in service.basis] if service else []
    return {
        "at": at.isoformat(timespec="seconds"),
        "service_id": card["service_id"],
        "service_name": card["service_name"],
        "catalog_version": card["catalog_version"],
        "as_of": card["as_of"],
        "source": card["source"],
        "checked_on": card["checked_on"],
        "fields": [field for message in cited for field in _fields(message["card"])],
        "basis": basis,
        "words": [message["text"] for message in cited],
    }


def unfold(kept: Mapping[str, Any], code: str) -> str:
    """The receipt in words."""
    basis = "、".join(
        " ".join(filter(None, (f"《{b['title'].strip('《》')}》", b["number"], b["article"])))
        for b in kept["basis"]
    )
    checked = kept["checked_on"] or "尚未经主管部门核对"
    texts = [
        f"凭证 {code}",
        f"事项：{kept['service_name']}（{kept['service_id']}）",
        f"栏目：{'、'.join(dict.fromkeys(f.split('.')[0] for f in kept['fields'])) or '简介'}",
        f"目录版本：{kept['catalog_version']}，按 {kept['as_of']} 答复，核对：{checked}",
        f"来源：{kept['source']}" if kept["source"] else "",
        f"依据：{basis}" if basis else "",
        f"以后报出凭证号，可以查到同样的原话（banshi receipt {code}）。",
    ]
    return "\n".join(text for text in texts if text)


def _fields(card: Mapping[str, Any]) -> list[str]:
    """The fields a card names, each once."""
    named = [card["field"]] if card.get("field") else []
    named += [
        entry["field"] for part in PARTS for entry in card.get(part) or () if "field" in entry
    ]
    return list(dict.fromkeys(named))
