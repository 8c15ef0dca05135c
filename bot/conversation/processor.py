"""Rasa's message processor with local actions and the straight graph runner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionListen, ActionSessionStart
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.exceptions import AgentNotReady
from rasa.core.nlg.generator import NaturalLanguageGenerator, ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import (
    MODEL_ARCHIVE_METADATA_FILE,
    LocalModelStorage,
)
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_json_file
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.conversation.actions import LocalAction, LocalActions
from bot.conversation.graph_runner import StraightGraphRunner
from bot.nlu.guide_policy import GuidePolicy


class ServingStorage(LocalModelStorage):
    """A trained model without the classes that trained it: they would load TensorFlow."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        stored = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**stored, "train_schema": {"nodes": {}}})


class LocalProcessor(MessageProcessor):
    """Everything of a turn in this process.

    Overrides what costs time in every turn and changes nothing for our domain: each method
    says what Rasa does there.
    """

    def __init__(self, *args: Any, local_actions: LocalActions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._local_actions = local_actions
        self._known_actions: dict[str, Action | None] = {}
        self._listening = (
            PolicyPrediction.for_action_name(self.domain, ACTION_LISTEN_NAME, "GuidePolicy")
            if _one_action_a_turn(self.graph_runner)
            else None
        )
        self._extracts_slots = any(
            mapping.get("type") != "custom" or "action" in mapping
            for slot in self.domain.slots
            for mapping in slot.mappings
        )

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), ServingStorage, StraightGraphRunner
            )
        return Path(model_path).name, metadata, runner

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Extracts slots, where any slot of the domain is filled that way."""
        if self._extracts_slots:
            return await super().run_action_extract_slots(output_channel, tracker)
        return tracker

    async def _update_tracker_session(
        self,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Begins a session where none is under way; Rasa works through all events to see that."""
        expires = self.domain.session_config.session_expiration_time
        if expires or tracker.latest_action_name is None:
            await super()._update_tracker_session(tracker, output_channel, metadata)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action | None, PolicyPrediction]:
        """The next action with its prediction; Rasa makes every action anew to give one."""
        more = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, more):
            raise ActionLimitReached("the limit of actions in one turn has been reached")
        prediction = self._listens(tracker) or self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    def _listens(self, tracker: DialogueStateTracker) -> PolicyPrediction | None:
        """That the bot listens, once an action of ours was run and asks for no other.

        `GuidePolicy` says so itself; Rasa asks it through the graph, the domain and the ensemble.
        """
        ran = self._local_actions.get(str(tracker.latest_action_name)) is not None
        return self._listening if ran and not tracker.followup_action else None

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Runs an action of ours on the tracker itself; Rasa replays a copy of it each time."""
        if not isinstance(action, (LocalAction, ActionListen, ActionSessionStart)):
            more: bool = await super()._run_action(action, tracker, output_channel, nlg, prediction)
            return more
        tracker.update_with_events(prediction.events, self.domain)
        events = await action.run(output_channel, nlg, tracker, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _get_action(self, action_name: str) -> Action | None:
        if action_name not in self._known_actions:
            local = self._local_actions.get(action_name)
            self._known_actions[action_name] = local or super()._get_action(action_name)
        return self._known_actions[action_name]

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: training checked them; Rasa builds an empty domain to compare with."""

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: what a person said belongs in no log."""


def _one_action_a_turn(runner: GraphRunner) -> bool:
    """True where `GuidePolicy` alone decides, by rules of one action each."""
    parts = runner.components if isinstance(runner, StraightGraphRunner) else ()
    policies = [part for part in parts if isinstance(part, Policy)]
    return all(isinstance(p, GuidePolicy) and p.one_action_a_turn for p in policies)


class OneWording(TemplatedNaturalLanguageGenerator):
    """Takes the wording that fits where only one does; Rasa draws it by numpy's random numbers."""

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> dict[str, Any] | None:
        fitting = ResponseVariationFilter(self.responses)
        found = (
            fitting.responses_for_utter_action(utter_action, output_channel, filled_slots)
            if utter_action in self.responses
            else []
        )
        if len(found) != 1:
            found = [super()._random_response_for(utter_action, output_channel, filled_slots)]
        wording: dict[str, Any] | None = found[0]
        return wording


class LocalAgent(Agent):
    """An agent whose processor runs everything in this process."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Loads a model file."""
        processor = LocalProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=None,
            generator=self.nlg,
            local_actions=LocalActions(),
        )
        self.processor = processor
        self.domain = processor.domain
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)

    @property
    def ready_processor(self) -> MessageProcessor:
        """The processor; raises AgentNotReady before a model is loaded."""
        if self.processor is None:
            raise AgentNotReady("no model is loaded")
        return self.processor
