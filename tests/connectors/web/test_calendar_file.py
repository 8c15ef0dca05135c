"""The iCalendar file keeps to RFC 5545 and reads back as it was meant."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

from bot.conversation.sheet import Dated, Sheet
from bot.guidance.checklist import Checklist
from connectors.web.calendar_file import calendar_file
from tests import build

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=timezone.utc)
NOTE = "很长的说明，" * 20 + "a;b,c\\d\nBEGIN:VEVENT"


def sheet(*dates: Dated) -> Sheet:
    return Sheet(
        code="7KQ2-M4XP", owner=build.service(name="商事主体年报;A,B"), version="v", situation="",
        checklist=Checklist((), 0), papers=(), way="", steps=(), dates=dates, phones="",
        made_on=date(2026, 11, 26),
    )  # fmt: skip


def written(*dates: Dated) -> str:
    return calendar_file(sheet(*dates), address="https://example.gov.cn/sheet/x", now=NOW)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_lines_end_in_crlf_and_none_is_longer_than_75_octets() -> None:
    text = written(Dated("s.d", date(2027, 6, 30), "报送年报", NOTE))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_text_is_escaped_and_reads_back_whole() -> None:
    lines = unfolded(written(Dated("s.d", date(2027, 6, 30), "报送年报", NOTE)))
    assert lines.count("BEGIN:VEVENT") == 1
    assert "X-WR-CALNAME:商事主体年报\\;A\\,B" in lines
    value = next(line for line in lines if line.startswith("DESCRIPTION:很长")).partition(":")[2]
    plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
    assert plain.startswith(NOTE)


def test_a_deadline_is_a_whole_day_with_alarms_before_it() -> None:
    lines = unfolded(written(Dated("s.d", date(2026, 12, 31), "报送年报", "")))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTAMP:20261126T083000Z" in lines
    assert [line for line in lines if line.startswith("TRIGGER:-P")] == [
        "TRIGGER:-P6DT15H", "TRIGGER:-PT15H",
    ]  # fmt: skip


def test_the_same_date_keeps_its_uid_and_two_dates_have_two() -> None:
    one, other = Dated("s.a", date(2027, 1, 1), "甲", ""), Dated("s.b", date(2027, 1, 1), "乙", "")
    uids = [line for line in unfolded(written(one, other)) if line.startswith("UID:")]
    assert len(set(uids)) == 2
    assert uids[:1] == [line for line in unfolded(written(one)) if line.startswith("UID:")]
