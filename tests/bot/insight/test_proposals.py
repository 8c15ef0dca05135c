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


def test_the_same_proposal_is_the_same_whoever_makes_it() -> None:
    mine = proposed("everyday_name", " 绿本本", "dog-registration", by="an", at=AT)
    assert proposed("everyday_name", "绿本本", "dog-registration", by="bo", at="").id == mine.id
    assert proposed("everyday_name", "绿本本", "company-cancel", by="an", at=AT).id != mine.id


def test_it_is_decided_once_and_withdrawn_only_when_it_was_accepted() -> None:
    made = proposed("sample_question", "绿本本怎么办", "dog-registration", by="an", at=AT)
    with pytest.raises(HandoffError, match="处理过"):
        decided(made, "withdrawn")
    done = decided(made, "accepted")
    with pytest.raises(HandoffError, match="处理过"):
        decided(done, "rejected")
    assert decided(done, "withdrawn").status == "withdrawn"
