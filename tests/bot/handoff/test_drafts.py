"""A draft that contradicts the catalogue is found before it is sent."""

from __future__ import annotations

import pytest

from bot.catalog.model import Service
from bot.handoff.drafts import contradictions

SERVICE = Service.parse_obj(
    {"id": "card", "name": "补卡", "theme": "社保", "department": "人社",
     "audience": ["individual"], "summary": "补一张卡", "fees": [{"amount": 20}],
     "validity": {"effective_to": "2024-12-31"}}
)  # fmt: skip
NEEDED = ("身份证", "近期照片")


@pytest.mark.parametrize(
    ("text", "state", "found"),
    [
        ("补卡要交 30 元", "in_force", "30 元"),
        ("补卡是免费的", "in_force", "免费"),
        ("材料只要身份证", "in_force", "近期照片"),
        ("可以补卡", "expired", "已失效"),
    ],
    ids=["wrong fee", "not free", "missing paper", "expired"],
)
def test_what_is_wrong_is_named(text: str, state: str, found: str) -> None:
    assert found in "".join(contradictions(text, SERVICE, needed=NEEDED, state=state))


def test_a_right_draft_passes() -> None:
    text = "补卡要交 20 元，材料带身份证和近期照片"
    assert contradictions(text, SERVICE, needed=NEEDED, state="in_force") == ()
