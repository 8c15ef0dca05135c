"""A proposal names what it is for and is decided once."""

from __future__ import annotations

import pytest

from bot.errors import HandoffError
from bot.insight.proposals import decided, proposed

AT = "2026-11-26T10:00:00+08:00"


def test_a_name_needs_its_service_and_a_missing_service_has_none() -> None:
    with pytest.raises(HandoffError, match="哪个事项"):
        proposed("everyday_name", "绿本本", "", by="an", at=AT)
    assert proposed("missing_service", "养鸵鸟", "dog-registration", by="an", at=AT).service == ""


def test_it_is_decided_once() -> None:
    made = proposed("sample_question", "绿本本怎么办", "dog-registration", by="an", at=AT)
    done = decided(made, "accepted", version="20261126-abcd")
    with pytest.raises(HandoffError, match="处理过"):
        decided(done, "rejected")
