"""A conversation as small JSON: the values of its slots and a window of its last events."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation.events import restored, to_json

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a damaged snapshot may raise."""

TURNS_REMEMBERED = 16

TAKES_BACK = frozenset(
    kind.type_name
    for kind in (ActionReverted, ActiveLoop, Restarted, SessionStarted, UserUtteranceReverted)
)
"""Events that may undo others; Rasa looks for them among all, several times over."""


NOT_KEPT = frozenset({SlotSet.type_name, BotUttered.type_name})
"""Slots stand by themselves; what the bot said is in the log, and no prediction looks at it."""


def dump(tracker: DialogueStateTracker, *, window: int) -> str:
    """The snapshot; its size does not depend on how long the conversation is."""
    events = [event for event in tracker.events if event.type_name not in NOT_KEPT]
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value
    }
    kept = [to_json(event) for event in events[-window:]]
    return orjson.dumps({"slots": slots, "events": kept}).decode()


@lru_cache(maxsize=TURNS_REMEMBERED)
def read(snapshot: str) -> Mapping[str, Any]:
    """What a snapshot holds, to be looked at only: a turn looks at it three times."""
    state: Mapping[str, Any] = orjson.loads(snapshot)
    return state


def restore(snapshot: str, tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Fills an empty tracker.

    Rasa copies a tracker by replaying its events, and a session start among them resets all
    slots, so the values of the slots stand last, as events.
    """
    state = read(snapshot)
    values = [SlotSet(name, value) for name, value in state["slots"].items()]
    events = [restored(event) for event in state["events"]]
    tracker.events = deque([*events, *values])
    if TAKES_BACK.isdisjoint(event["event"] for event in state["events"]):
        for event in tracker.events:
            event.apply_to(tracker)
    else:
        tracker.replay_events()
    return tracker
