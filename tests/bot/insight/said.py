"""What one turn left behind for the figures; only what a test is about is written out."""

from __future__ import annotations

from typing import Any


def turn(conversation: str, **more: Any) -> dict[str, Any]:
    """An answered turn on the web, on 24 November 2026."""
    return {
        "at": 1_795_480_000_000, "conversation": conversation, "outcome": "answered",
        "channel": "web", **more,
    }  # fmt: skip
