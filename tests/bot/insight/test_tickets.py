"""Which way a ticket may go, and what the citizen hears."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import HandoffError
from bot.insight.export import table
from bot.insight.tickets import (
    Ticket,
    assigned,
    closed,
    find_number,
    merged,
    new_number,
    noted,
    reopened,
    shown,
)

OPEN = Ticket("T261124-000001", "2026-11-24", "2026-12-01", "跑了三趟")


def test_a_number_is_found_however_it_is_said() -> None:
    number = new_number(date(2026, 11, 24))
    assert find_number(f"我的{number.lower().replace('-', '')}到哪了") == number
    assert find_number("13800138000") == ""


def test_closing_needs_a_result_which_the_citizen_reads_and_is_final() -> None:
    with pytest.raises(HandoffError, match="处理结果"):
        closed(OPEN, " ")
    done = closed(assigned(OPEN, "an"), "窗口已整改")
    assert "窗口已整改" in shown(done)
    with pytest.raises(HandoffError, match="已办结"):
        assigned(done, "bo")


def test_of_two_who_take_a_ticket_the_second_is_told() -> None:
    taken = assigned(OPEN, "an")
    with pytest.raises(HandoffError, match="别人接手"):
        assigned(taken, "bo")
    assert assigned(taken, "an").owner == "an"
    assert assigned(taken, "bo", instead_of="an").owner == "bo"


def test_a_closed_ticket_goes_on_with_its_first_end_among_the_notes() -> None:
    noted_once = noted(assigned(OPEN, "an"), "已联系窗口", by="安", at="2026-11-25T10:00")
    again = reopened(closed(noted_once, "已整改"), "又跑了一趟", by="班长", at="2026-11-26T10:00")
    assert (again.status, again.owner, again.reason) == ("working", "an", "")
    assert [note["by"] for note in again.notes] == ["安", "班长"]
    assert "已整改" in again.notes[-1]["text"]
    with pytest.raises(HandoffError, match="不用重开"):
        reopened(again, "x", by="an", at="")


def test_merging_counts_both_and_leaves_a_pointer() -> None:
    other = Ticket("T261124-000002", "2026-11-24", "2026-12-01", "跑了两趟", same=2)
    gone, kept = merged(OPEN, other)
    assert (gone.status, gone.merged_into, kept.same) == ("merged", other.number, 3)


def test_a_number_is_found_as_it_is_said_and_typed() -> None:
    number = new_number(date(2026, 11, 26))
    for said in (number, number.lower(), number.replace("-", "")):
        assert find_number(f"工单{said}怎么样了") == number
    assert find_number("工单T261126-138123怎么样了") == "T261126-138123", "as it was drawn before"
    assert not find_number("T261126-13812345")


def test_overdue_from_the_day_after_it_was_due() -> None:
    assert not OPEN.overdue(date(2026, 12, 1))
    assert OPEN.overdue(date(2026, 12, 2))


def test_words_that_a_spreadsheet_would_run_are_text_in_the_export() -> None:
    assert "'=HYPERLINK" in table([{**vars(OPEN), "words": "=HYPERLINK(1)"}]).decode("utf-8-sig")
