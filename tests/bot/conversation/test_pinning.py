"""Which catalogue version a turn keeps to, read from the snapshot before it."""

from __future__ import annotations

import json

import orjson
import pytest

from bot.conversation.pinning import version_to_keep
from bot.guidance.state import Dialogue, Journey

ASKING = Dialogue(journeys=(Journey("id-card-apply", "v7"),), asked="age")
ENDED = Dialogue(journeys=(Journey("id-card-apply", "v7", ended=True),), asked="age")


def snapshot(dialogue: Dialogue, *events: dict[str, str]) -> dict[str, object]:
    return {"slots": {"dialogue": dialogue.to_slot()}, "events": list(events)}


@pytest.mark.parametrize("written", [lambda s: orjson.dumps(s).decode(), json.dumps])
def test_an_open_question_keeps_its_version_however_the_snapshot_was_written(written) -> None:  # type: ignore[no-untyped-def]
    assert version_to_keep(written(snapshot(ASKING))) == "v7"


@pytest.mark.parametrize("dialogue", [Dialogue(), Dialogue(journeys=ASKING.journeys), ENDED])
def test_without_one_the_newest_version_may_be_taken(dialogue: Dialogue) -> None:
    assert version_to_keep(orjson.dumps(snapshot(dialogue)).decode()) == ""


def test_what_a_person_wrote_is_no_question() -> None:
    wrote = {"event": "user", "text": '{"asked":"age"}'}
    assert version_to_keep(orjson.dumps(snapshot(Dialogue(), wrote)).decode()) == ""
    assert version_to_keep(None) == ""
