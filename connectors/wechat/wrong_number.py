"""A number that no choice has: the assistant goes on without a word, so here it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.text.normalise import normalise
from bot.text.numbers import ordinal
from connectors.wechat import words
from connectors.wechat.choices import numbered

LONGEST_NUMBER = 8
"""Characters; as bot/guidance/context.py hears one."""


def position(text: str) -> int:
    """The number somebody chooses by; 0 for none."""
    said = normalise(text)
    return max(ordinal(said) or 0, 0) if len(said) <= LONGEST_NUMBER else 0


def told(
    reply: Mapping[str, Any], number: int, before: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The reply, led by which numbers there are where the messages ``before`` lacked this one."""
    asked, asking = _asking(before), _asking(reply["messages"])
    taken = numbered(asked)
    if not 0 < taken < number or _answered(asked, asking):
        return dict(reply)
    last = numbered(asking) or taken
    form = words.NO_SUCH_NUMBER if last > 1 else words.ONE_NUMBER
    said = {"kind": "text", "text": form.format(number=number, last=last), "options": ()}
    return {**reply, "messages": [said, *reply["messages"]]}


def _asking(messages: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((m for m in reversed([*messages]) if m.get("options")), {})


def _answered(asked: Mapping[str, Any], asking: Mapping[str, Any]) -> bool:
    """「13」 may be the months a question asks for: then another one follows, or none."""
    if asked.get("kind") != "question":
        return False
    return bool(
        (asked.get("card") or {}).get("question") != (asking.get("card") or {}).get("question")
    )
