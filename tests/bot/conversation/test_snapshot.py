"""A restored conversation stands where Rasa's own replay of the same events would leave it."""

from __future__ import annotations

import orjson
import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation import snapshot
from bot.conversation.record import event_of


def _turn(text: str, action: str) -> list[Event]:
    said = UserUttered(text, {"name": "ask_fee"}, parse_data={"text": text})
    return [said, ActionExecuted(action), BotUttered(f"答{text}"), ActionExecuted("action_listen")]


TALK = [
    ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"),
    *_turn("身份证多少钱", "action_fee"), *_turn("要带什么", "action_materials"),
]  # fmt: skip
TAKEN_BACK = [*TALK, UserUttered("说错了", {"name": "deny"}), UserUtteranceReverted()]


def _tracker() -> DialogueStateTracker:
    return DialogueStateTracker("someone", [AnySlot("dialogue", mappings=[{"type": "custom"}])])


@pytest.mark.parametrize(
    "events", [TALK[3:], TALK, TAKEN_BACK, [*TALK, Restarted()]],
    ids=["plain window", "from its beginning", "taken back", "begun anew"],
)  # fmt: skip
def test_a_snapshot_is_restored_as_rasa_replays_it(events: list[Event]) -> None:
    talked = _tracker()
    for event in events:
        talked.events.append(event)
    talked.replay_events()
    talked.slots["dialogue"].value = {"topic": "id-card-replace"}

    stored = snapshot.dump(talked, window=len(events))
    assert "答身份证" not in stored, "what the bot said stands in the log alone"
    restored = snapshot.restore(stored, _tracker())

    replayed = _tracker()
    replayed.events = restored.events
    replayed.replay_events()
    assert restored.get_slot("dialogue") == {"topic": "id-card-replace"}
    for name in ("latest_action", "latest_message", "latest_bot_utterance", "followup_action"):
        assert getattr(restored, name) == getattr(replayed, name), name
    assert restored.latest_action_name == talked.latest_action_name


def test_a_snapshot_read_once_says_the_same_again() -> None:
    said = UserUttered("多少钱", {"name": "ask_fee"}, parse_data={"services": ["id-card-replace"]})
    talked = _tracker()
    talked.events.extend([said, ActionExecuted("action_listen")])
    stored = snapshot.dump(talked, window=2)
    before = orjson.dumps(snapshot.read(stored))
    snapshot.restore(stored, _tracker())
    assert orjson.dumps(snapshot.read(stored)) == before


def test_a_report_counts_what_was_heard_whatever_the_intent() -> None:
    parse = {"intent": {"name": "other_city", "confidence": 0.6}, "asks": "fee"}
    talked = _tracker()
    talked.events.extend([UserUttered("养犬登记要多少钱", parse["intent"], parse_data=parse)])
    event = event_of(
        conversation="c", text="养犬登记要多少钱", channel="web", outcome="answered",
        tracker=snapshot.dump(talked, window=1),
    )  # fmt: skip
    assert event["aspect"] == "fee"
