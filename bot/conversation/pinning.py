"""Which catalogue version a turn has to keep to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation import snapshot
from bot.guidance.state import DIALOGUE_SLOT

_ASKED = re.compile(r'"asked": ?"')
"""How an open question stands in a snapshot; inside a text its quotes would be escaped."""


def version_to_keep(tracker: str | None) -> str:
    """The version a question under way was asked from; empty at a safe point.

    Safe is everything but an open question: its options must still be there when the answer comes.
    """
    if not tracker or not _ASKED.search(tracker):
        return ""
    slot = snapshot.read(tracker)["slots"].get(DIALOGUE_SLOT) or {}
    current: Mapping[str, Any] = (
        next(iter(slot.get("journeys") or ()), {}) if slot.get("asked") else {}
    )
    return "" if current.get("ended") else str(current.get("version", ""))
