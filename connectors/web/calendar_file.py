"""Dates as an iCalendar file (RFC 5545), which every telephone's calendar takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from bot.conversation.sheet import Dated, Sheet

LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1); what is longer is folded."""

ALARMS = ("-P6DT15H", "-PT15H")
"""Nine in the morning, a week and a day before: a whole day begins at midnight."""


def calendar_file(sheet: Sheet, *, address: str, now: datetime) -> str:
    """The dates of a sheet, each a whole day with two alarms; ``address`` leads back to it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Banshi//Banshi//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(sheet.owner.name)}"]  # fmt: skip
    for dated in sheet.dates:
        lines += _event(dated, sheet, address=address, now=now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(dated: Dated, sheet: Sheet, *, address: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'urn:banshi:{sheet.code}:{dated.id}')}"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{dated.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{dated.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(dated.title)}"
    yield f"DESCRIPTION:{_text(_description(dated, sheet))}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    for trigger in ALARMS:
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(dated.title)}",
            f"TRIGGER:{trigger}",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _description(dated: Dated, sheet: Sheet) -> str:
    notice = "示例数据，未经主管部门核对，以官方发布为准。" if _demonstration(sheet) else ""
    source = f"来源：{sheet.owner.source}。" if sheet.owner.source else ""
    return f"{dated.note}\n{source}{notice}有疑问打 12345。"


def _demonstration(sheet: Sheet) -> bool:
    return bool(getattr(sheet.owner, "demonstration", False))


def _text(value: str) -> str:
    """A value of type TEXT (3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> Sequence[str]:
    """The line in parts of at most 75 octets, never inside a character; all but the first
    begin with a blank."""
    parts: list[str] = []
    current = ""
    for char in line:
        if len(f"{current}{char}".encode()) > LONGEST_LINE:
            parts.append(current)
            current = " "
        current += char
    return [*parts, current]
