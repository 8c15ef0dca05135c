"""Rasa's message processor with local actions and the straight graph runner."""

from __future__ import annotations

from pathlib import Path

from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.exceptions import AgentNotReady
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.conversation.actions import LocalActions
from bot.conversation.graph_runner import StraightGraphRunner


class LocalProcessor(MessageProcessor):
    """Everything of a turn in this process."""

    local_actions: LocalActions | None = None

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, StraightGraphRunner
            )
        return Path(model_path).name, metadata, runner

    def _get_action(self, action_name: str) -> Action | None:
        local = self.local_actions.get(action_name) if self.local_actions else None
        return local or super()._get_action(action_name)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action with its prediction; local where it is one of ours."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        return self._get_action(action.name()) or action, prediction


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
        )
        processor.local_actions = LocalActions()
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
