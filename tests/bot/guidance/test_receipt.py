"""Receipts: what an answer rested on."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.guidance.receipt import record, unfold
from tests.build import catalog, service

AT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
CARD = {
    "service_id": "permit", "service_name": "居住证", "catalog_version": "v1",
    "as_of": "2026-11-23",
    "source": "《条例》", "checked_on": None, "lines": [{"field": "fees.0", "text": "不收费"}],
}  # fmt: skip


def test_item_field_version_date_and_basis_are_named() -> None:
    made = service(basis=[{"title": "条例", "number": "第 663 号"}])
    kept = record([{"text": "费用：不收费", "card": CARD}], catalog(made), at=AT)
    assert kept is not None
    assert kept["fields"] == ["fees.0"]
    assert kept["words"] == ["费用：不收费"]
    said = unfold(kept, "ABCD-2345")
    for part in ("ABCD-2345", "permit", "fees", "v1", "2026-11-23", "《条例》 第 663 号"):
        assert part in said


def test_small_talk_has_no_receipt() -> None:
    assert record([{"text": "您好", "card": None}], catalog(service()), at=AT) is None
