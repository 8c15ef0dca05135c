"""Choices of a message: numbered where the assistant takes the number, and to be tapped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from connectors.wechat import words
from connectors.wechat.online import plain
from connectors.wechat.parts import TAP

MOST_TAPS = 10
"""A tap costs 100 to 250 bytes; of a longer list only the numbers are given."""

MOST_NAMED = 24
"""Of the services a list has no numbers for."""

NUMBER = re.compile(r"\d+\. ")
"""Before a choice that is taken by its number."""

OFFERED = frozenset({"checklist", "step", "choices", "condition", "summary", "notice"})
"""Kinds of messages whose choices are what the dialogue remembers as offers, in this order."""


def numbered(message: Mapping[str, Any]) -> int:
    """How many of the choices, from the first on, the assistant takes by number."""
    options, card = message.get("options") or (), message.get("card") or {}
    kind = message.get("kind")
    if kind == "question":
        # 「不知道」 has the number after the options (bot/guidance/answers.py); what follows, none.
        return min(len(card.get("options", ())) + 1, len(options))
    if kind == "materials":
        # The service that issues a paper is on offer, 「继续」 below it is not.
        return len(options) - 1
    if "themes" in card:
        names = {theme["name"] for theme in card["themes"]}
        return sum(option["label"] in names for option in options)
    return len(options) if kind in OFFERED else 0


def labels(message: Mapping[str, Any]) -> list[str]:
    """The choices in words, with the numbers they are taken by."""
    lines, numbers = str(message["text"]).split("\n"), numbered(message)
    return [
        f"{index}. {option['label']}"
        if index <= numbers or _line_of(lines, index, option["label"]) is not None
        else str(option["label"])
        for index, option in enumerate(message.get("options") or (), 1)
    ]


def with_choices(
    lines: Sequence[str], message: Mapping[str, Any], *, numbers: int
) -> tuple[list[str], list[str]]:
    """The lines of a message with its choices where they stand in them, and those left to be
    said below.
    """
    made, below = list(lines), []
    options = message.get("options") or ()
    at = None
    for index, option in enumerate(options, 1):
        label = plain(str(option["label"]))
        shown = _tap(option["label"], option["say"], index) if len(options) <= MOST_TAPS else label
        found = _line_of(made, index, label)
        if found is not None:
            at = found
            made[at] = f"{index}. {shown}{made[at].removeprefix(f'{index}. {label}')}"
        elif index <= numbers and at is not None:
            at += 1
            made.insert(at, f"{index}. {shown}")
        else:
            below.append(f"{index}. {shown}" if index <= numbers else f"▸ {shown}")
    more = _not_numbered(message)
    if more and at is not None:
        made.insert(at + 1, more)
    heading = [words.NUMBERS] if below and below[0][0].isdigit() else []
    return made, [*heading, *below]


def _not_numbered(message: Mapping[str, Any]) -> str:
    """What a long list names no number for: its card has all of it."""
    card, options = message.get("card") or {}, message.get("options") or ()
    names = [choice["label"] for choice in card.get("choices", ())][len(options) :]
    if not names:
        return ""
    rest = "等" if len(names) > MOST_NAMED else ""
    return words.ALSO.format(names=plain("、".join(names[:MOST_NAMED])) + rest)


def _line_of(lines: Sequence[str], index: int, label: str) -> int | None:
    """Where a text lists a choice by its number: alone, or with more about it after a colon."""
    head = f"{index}. {label}"
    found = (at for at, line in enumerate(lines) if f"{line}：".startswith(f"{head}："))
    return next(found, None)


def _tap(label: str, say: str, index: int) -> str:
    """A link that sends ``say`` back; typing the words or the number works as well."""
    address = f"{TAP}?msgmenucontent={quote(say)}&msgmenuid={index}"
    return f'<a href="{address}">{escape(label, quote=False)}</a>'
