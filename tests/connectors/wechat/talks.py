"""What the assistant really says, as replies: every service asked and walked, without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import actions.danger  # noqa: F401  (the action registers by being imported)
from bot.evaluation.walker import Said, Walker

LONGEST_WALK = 30
ASPECTS = "ask_fee ask_location ask_duration ask_legal ask_conditions".split()


def as_reply(walker: Walker, said: Said) -> dict[str, Any]:
    """A turn in the reply schema."""
    made = [
        {
            "kind": draft.kind,
            "text": walker.words(draft),
            "card": draft.card,
            "options": [asdict(option) for option in draft.options],
        }
        for draft in said.drafts
    ]
    return {"messages": made, "outcome": said.drafts[0].outcome}


def every_turn(walker: Walker, owner_id: str) -> Iterator[Said]:
    """A service begun, every option of each question on the way, its list, aspects and steps."""
    said = walker.open(owner_id)
    yield said
    for _ in range(LONGEST_WALK):
        options = said.last.options if said.last.kind == "question" else ()
        for option in options:
            yield walker.say(option.say, said.dialogue)
        if not options:
            break
        said = walker.say(options[0].say, said.dialogue)
    said = walker.say("先看清单", walker.open(owner_id).dialogue)
    yield said
    yield from (walker.say("这个", said.dialogue, intent=intent) for intent in ASPECTS)
    for _ in range(LONGEST_WALK):
        said = walker.say("下一步", said.dialogue)
        yield said
        if said.last.kind != "step":
            break
