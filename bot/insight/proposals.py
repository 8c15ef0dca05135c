"""What use has taught: a word or a question the catalogue should know, or a service it lacks."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Literal

from bot.errors import HandoffError

Kind = Literal["everyday_name", "sample_question", "missing_service"]
Status = Literal["open", "accepted", "rejected"]


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
    version: str = ""


def proposed(kind: Kind, text: str, service: str, *, by: str, at: str) -> Proposal:
    """A new proposal; raises HandoffError where no service is named that should be."""
    if kind != "missing_service" and not service:
        raise HandoffError("加到哪个事项？先填事项")
    kept = "" if kind == "missing_service" else service
    return Proposal(secrets.token_hex(6), kind, text.strip(), kept, by, at)


def decided(proposal: Proposal, status: Status, *, version: str = "") -> Proposal:
    """The proposal with its end; it has one only."""
    if proposal.status != "open":
        raise HandoffError("这条建议已经处理过")
    return replace(proposal, status=status, version=version)
