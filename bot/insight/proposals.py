"""What use has taught: a word or a question the catalogue should know, or a service it lacks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from bot.errors import HandoffError

Kind = Literal["everyday_name", "sample_question", "missing_service"]
Status = Literal["open", "accepted", "rejected", "withdrawn"]


@dataclass(frozen=True)
class Proposal:
    """One thing to add; a missing service names no service."""

    id: str
    kind: Kind
    text: str
    service: str
    by: str
    at: str
    status: Status = "open"


def proposed(kind: Kind, text: str, service: str, *, by: str, at: str) -> Proposal:
    """A new proposal; raises HandoffError where no service is named that should be.

    The same proposal has the same id whoever makes it.
    """
    if kind != "missing_service" and not service:
        raise HandoffError("加到哪个事项？先填事项")
    kept, said = "" if kind == "missing_service" else service, text.strip()
    name = hashlib.sha256("\n".join((kind, kept, said)).encode()).hexdigest()[:12]
    return Proposal(name, kind, said, kept, by, at)


def decided(proposal: Proposal, status: Status) -> Proposal:
    """The proposal with its end; only an accepted one can change once more, when withdrawn."""
    if proposal.status != ("accepted" if status == "withdrawn" else "open"):
        raise HandoffError("这条建议已经处理过")
    return replace(proposal, status=status)
