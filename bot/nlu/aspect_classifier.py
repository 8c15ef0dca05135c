"""What is asked about, whatever the intent: papers, fees, a place …

A linear SVM over what stands where in a sentence. It learns from the phrases of services that say
what they ask about, and from the examples of the ``ask_`` intents.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalog.load import read_asked
from bot.nlu.linear_component import LinearComponent
from bot.text.asked import asked_features
from bot.text.asking import GENERAL, Asking
from bot.text.counting import Features
from bot.text.lexicon import Lexicon
from bot.text.linear import LinearClassifier
from bot.text.normalise import has_words

ASKS = "asks"
ASPECT = "ask_"

GIVES_WAY = 0.1
"""How in general is heard only with this much margin over everything else: most phrases ask that.
It hears as much of the development questions, and 0.2 % more of other authors' sentences."""

NOT_TOLD_APART = frozenset({"validity", "deadline", "list"})
"""Aspects that only the intents know; question sets do not tell them apart."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(LinearComponent):
    """Sets ``asks``: the aspect asked about, empty for how in general."""

    FILE = "aspects.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the component."""
        return {
            # Regularisation of the SVM; larger fits the examples more closely.
            "C": 1.0,
            # Features in fewer examples than this are left out.
            "least": 4,
            # Folder with the word lists.
            "entities": "data/entities",
            # Folder with the phrases of the services.
            "phrases": "data/phrases",
        }

    @property
    def features(self) -> Features:
        """What stands where, and the words people ask with."""
        asking = Asking.read(Path(self._config["entities"]))
        return partial(asked_features, asking=asking)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits on phrases and examples that say what they ask about, and persists."""
        phrases = asked_phrases(Path(self._config["phrases"]), self._lexicon)
        said = sorted({*phrases, *self._examples(training_data)})
        classifier = LinearClassifier.fit(
            [text for text, _ in said],
            [aspect for _, aspect in said],
            features=self.features,
            c=self._config["C"],
            temperature=1.0,
            least=self._config["least"],
        )
        return self._keep(classifier)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``asks`` of every message."""
        for message in messages:
            text = self._lexicon.plain(message.get(TEXT) or "")
            message.set(ASKS, self._heard(text), add_to_output=True)
        return messages

    def _heard(self, text: str) -> str:
        if self._classifier is None or not has_words(text):
            return ""
        classes, margins = self._classifier.classes, self._classifier.margins(text).tolist()
        by_name = {
            name: margin - GIVES_WAY if name == GENERAL else margin
            for name, margin in zip(classes, margins)
        }
        best = max(by_name, key=by_name.__getitem__)
        return "" if best == GENERAL else best

    def _examples(self, training_data: TrainingData) -> Iterator[tuple[str, str]]:
        for example in training_data.intent_examples:
            intent = example.get(INTENT)
            aspect = intent.removeprefix(ASPECT)
            if intent.startswith(ASPECT) and aspect not in NOT_TOLD_APART:
                yield self._lexicon.plain(example.get(TEXT)), aspect


def asked_phrases(folder: Path, lexicon: Lexicon, *, one_in: int = 1) -> Iterator[tuple[str, str]]:
    """Plain phrases with the aspect each asks about, where that is known: those of services, and
    those that teach nothing else (`_asked*.txt`); one in so many, the same ones each time."""
    for path in sorted(folder.glob("*.txt")):
        for text, aspect in read_asked(path):
            if aspect and crc32(text.encode()) % one_in == 0:
                yield lexicon.plain(text), aspect
