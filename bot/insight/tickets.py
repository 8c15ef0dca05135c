"""A complaint with an owner and a date: what a ticket is and which way it may go."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.aloud import LETTERS, drawn
from bot.errors import HandoffError

Status = Literal["open", "working", "closed", "merged"]
SHOWN = {"open": "已登记", "working": "处理中", "closed": "已办结", "merged": "并入另一工单"}

WORKING_DAYS = 5
"""Days to answer a consultation or complaint: 12345 热线办理时限, 5 个工作日 in most cities."""

DRAWN = 6
NUMBER = re.compile(
    rf"(?<![0-9A-Z])T(\d{{6}})-?([{LETTERS}]{{{DRAWN}}}|\d{{6}})(?![0-9A-Z])", re.IGNORECASE
)
"""Six digits were drawn before letters were; such tickets are kept for over a year."""


@dataclass(frozen=True)
class Ticket:
    """One complaint, pinned to where it hurts."""

    number: str
    opened: str
    due: str
    words: str
    service: str = ""
    step: str = ""
    material: str = ""
    district: str = ""
    channel: str = ""
    conversation: str = ""
    owner: str = ""
    status: Status = "open"
    reason: str = ""
    merged_into: str = ""
    same: int = 1
    notes: Sequence[Mapping[str, str]] = ()
    """What was done on the way, for staff: when, who, what."""

    def overdue(self, today: date) -> bool:
        """True where it should have been closed already."""
        return self.status in ("open", "working") and date.fromisoformat(self.due) < today


ELSEWHERE = "处理结果请在提交时的对话里问，或打 12345 查询。"


def new_number(today: date) -> str:
    """A number to say on the telephone: the second half, one of 1.1e9, cannot be guessed."""
    return f"T{today:%y%m%d}-{drawn(DRAWN)}"


def find_number(text: str) -> str:
    """The ticket number in a text; empty where there is none."""
    found = NUMBER.search(text)
    return f"T{found[1]}-{found[2].upper()}" if found else ""


def assigned(ticket: Ticket, owner: str, *, instead_of: str = "") -> Ticket:
    """The ticket in somebody's hands; ``instead_of`` is who had it when they asked."""
    _alive(ticket)
    if ticket.owner not in (instead_of, owner):
        raise HandoffError("这张工单刚刚已由别人接手，请看它的状态")
    return replace(ticket, owner=owner, status="working")


def closed(ticket: Ticket, reason: str) -> Ticket:
    """The ticket with its end; a reason is needed."""
    _alive(ticket)
    if not reason.strip():
        raise HandoffError("办结要写明处理结果")
    return replace(ticket, status="closed", reason=reason.strip())


def noted(ticket: Ticket, text: str, *, by: str, at: str) -> Ticket:
    """The ticket with one more line of what was done."""
    return replace(ticket, notes=(*ticket.notes, {"at": at, "by": by, "text": text}))


def reopened(ticket: Ticket, reason: str, *, by: str, at: str) -> Ticket:
    """A closed ticket goes on, in the same hands; what was said at its end stays among the notes."""
    if ticket.status != "closed":
        raise HandoffError(f"工单 {ticket.number} {SHOWN[ticket.status]}，不用重开")
    again = noted(ticket, f"重开：{reason}（原处理结果：{ticket.reason}）", by=by, at=at)
    return replace(again, status="working" if ticket.owner else "open", reason="")


def merged(ticket: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """Both tickets once the first is counted with the second."""
    _alive(ticket)
    _alive(into)
    if ticket.number == into.number:
        raise HandoffError("不能并入自己")
    gone = replace(ticket, status="merged", merged_into=into.number)
    return gone, replace(into, same=into.same + ticket.same)


def shown(ticket: Ticket, *, to: str = "") -> str:
    """What is told who asks by number: the result only ``to`` the conversation it came from.

    A number can be guessed or overheard, and a result may say whose case it was.
    """
    parts = [f"工单 {ticket.number}：{SHOWN[ticket.status]}。"]
    if ticket.status in ("open", "working"):
        parts.append(f"最迟 {ticket.due} 答复。")
    if ticket.reason:
        own = not ticket.conversation or ticket.conversation == to
        parts.append(f"处理结果：{ticket.reason}" if own else ELSEWHERE)
    return "".join(parts)


def _alive(ticket: Ticket) -> None:
    if ticket.status in ("closed", "merged"):
        raise HandoffError(f"工单 {ticket.number} {SHOWN[ticket.status]}，不能再改")
