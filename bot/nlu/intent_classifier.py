"""The intent: what is asked, or what the person does. A linear SVM with calibrated scores."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.text.features import features
from bot.text.linear import LinearClassifier
from bot.text.normalise import has_words, normalise

FALLBACK = "nlu_fallback"
FILE = "intents.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent):
    """Trains in seconds, answers in a fraction of a millisecond."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the component."""
        return {
            # Regularisation of the SVM; larger fits the examples more closely.
            "C": 0.5,
            # Below this confidence the intent is nlu_fallback.
            "threshold": 0.2,
            # How many runners-up are reported.
            "ranking_length": 5,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: LinearClassifier | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._classifier = classifier

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Loads the trained component."""
        with model_storage.read_from(resource) as folder:
            data = (folder / FILE).read_bytes()
        classifier = LinearClassifier.from_bytes(data, features=features)
        return cls(config, model_storage, resource, classifier)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits on all examples that have an intent, and persists."""
        examples = sorted(
            {(normalise(e.get(TEXT)), e.get(INTENT)) for e in training_data.intent_examples}
        )
        self._classifier = LinearClassifier.fit(
            [text for text, _ in examples],
            [intent for _, intent in examples],
            features=features,
            c=self._config["C"],
        )
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_bytes(self._classifier.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent`` and ``intent_ranking``."""
        for message in messages:
            ranking = self._rank(normalise(message.get(TEXT) or ""))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, text: str) -> list[dict[str, Any]]:
        fallback = {"name": FALLBACK, "confidence": 1.0}
        if self._classifier is None or not has_words(text):
            return [fallback]
        scored = sorted(
            zip(self._classifier.classes, self._classifier.scores(text)), key=lambda pair: -pair[1]
        )[: self._config["ranking_length"]]
        ranking = [{"name": name, "confidence": float(score)} for name, score in scored]
        return ranking if ranking[0]["confidence"] >= self._config["threshold"] else [fallback, *ranking]
