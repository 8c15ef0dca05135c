"""Runs the actions of this project in the same process as Rasa.

Rasa would send the whole conversation as JSON to an action server and check the answer
against a schema; in one process both sides are ours, so neither is needed.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.conversation.events import from_json

ACTIONS_PACKAGE = "actions"


class LocalActions:
    """The custom actions by name, found once."""

    def __init__(self) -> None:
        executor = ActionExecutor()
        executor.register_package(ACTIONS_PACKAGE)
        self._actions = {name: LocalAction(name, run) for name, run in executor.actions.items()}

    def get(self, name: str) -> LocalAction | None:
        """The custom action with this name; None for Rasa's own."""
        return self._actions.get(name)


class LocalAction(Action):
    """A rasa_sdk action called directly."""

    def __init__(self, name: str, run: Any) -> None:
        self._name = name
        self._run = run

    def name(self) -> str:
        """The action's name in domain.yml."""
        return self._name

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Runs the action and utters what it dispatched (see Rasa's Action)."""
        dispatcher = CollectingDispatcher()
        events = await self._run(dispatcher, _sdk_tracker(tracker), {})
        messages = await RemoteAction._utter_responses(
            dispatcher.messages, output_channel, nlg, tracker
        )
        return [*messages, *map(from_json, events)]


def _sdk_tracker(tracker: DialogueStateTracker) -> Tracker:
    """What our actions read of a conversation: slots and the latest message."""
    latest = tracker.latest_message.parse_data if tracker.latest_message else {}
    return Tracker(
        sender_id=tracker.sender_id,
        slots=tracker.current_slot_values(),
        latest_message=latest,
        events=[],
        paused=tracker.is_paused(),
        followup_action=tracker.followup_action,
        active_loop={},
        latest_action_name=tracker.latest_action_name,
    )
