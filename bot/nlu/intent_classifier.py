"""The intent: what is asked, or what the person does.

A linear SVM with calibrated scores tells acts from questions; which aspect a question is about
the aspect classifier before it has heard (`bot/nlu/aspect_classifier.py`).
"""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.aspect_classifier import ASKS, ASPECT, asked_phrases
from bot.nlu.linear_component import LinearComponent
from bot.text.asking import GENERAL, Asking
from bot.text.linear import LinearClassifier
from bot.text.normalise import has_words

FALLBACK = "nlu_fallback"

ACTS = "acts.yml"
OWN_WORDS = frozenset({"ask_validity", "ask_list", "ask_deadline"})
"""Aspects that the examples know better than the list of words."""

A_FEW_WORDS = 4
"""In so few characters the examples know what is asked (「地址」); a longer sentence without words
of asking asks in general (「花钱拍粤B」)."""

PHRASES = 20
"""One phrase of the services in so many is an example of a question, some 2,100. With none, a fourth
of all needs told as statements pass for small talk; with 4,000, complaints are missed."""

SURE = 0.5
"""From this confidence on the examples keep one of those aspects."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(LinearComponent):
    """Trains in seconds, answers in a fraction of a millisecond."""

    FILE = "intents.npz"

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
            # Folder with the word lists.
            "entities": "data/entities",
            # Folder with the phrases of the services.
            "phrases": "data/phrases",
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, model_storage, resource)
        self._acts = Asking.read(Path(config["entities"]), file=ACTS)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits on all examples that have an intent and on some phrases, and persists."""
        examples = sorted(
            {
                *(
                    (self._lexicon.plain(e.get(TEXT)), e.get(INTENT))
                    for e in training_data.intent_examples
                ),
                *(
                    (text, f"{ASPECT}{aspect}")
                    for text, aspect in asked_phrases(
                        Path(self._config["phrases"]), self._lexicon, one_in=PHRASES
                    )
                ),
            }
        )
        classifier = LinearClassifier.fit(
            [text for text, _ in examples],
            [intent for _, intent in examples],
            features=self.features,
            c=self._config["C"],
        )
        return self._keep(classifier)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent`` and ``intent_ranking``."""
        for message in messages:
            text = self._lexicon.plain(message.get(TEXT) or "")
            ranking = self._rank(text, message.get(ASKS) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, text: str, heard: str) -> list[dict[str, Any]]:
        fallback = {"name": FALLBACK, "confidence": 1.0}
        if self._classifier is None or not has_words(text):
            return [fallback]
        scores = zip(self._classifier.classes, self._classifier.scores(text).tolist())
        best = sorted(scores, key=itemgetter(1), reverse=True)[: self._config["ranking_length"]]
        ranking = [{"name": name, "confidence": score} for name, score in best]
        if ranking[0]["confidence"] < self._config["threshold"]:
            ranking = [fallback, *ranking]
        return self._by_words(ranking, text, heard)

    def _by_words(
        self, ranking: list[dict[str, Any]], text: str, heard: str
    ) -> list[dict[str, Any]]:
        """A question goes by the words it asks with."""
        first = ranking[0]
        act = self._acts.named(text)
        if act:
            return [{"name": act, "confidence": 1.0}, *(o for o in ranking if o["name"] != act)]
        if not first["name"].startswith(ASPECT):
            return ranking
        if first["name"] in OWN_WORDS and first["confidence"] >= SURE:
            return ranking
        if not heard and len(text) <= A_FEW_WORDS:
            return ranking
        name = f"{ASPECT}{heard or GENERAL}"
        asked = sum(one["confidence"] for one in ranking if one["name"].startswith(ASPECT))
        others = [one for one in ranking if one["name"] != name]
        return [{"name": name, "confidence": asked}, *others]
