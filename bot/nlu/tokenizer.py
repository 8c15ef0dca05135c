"""Tokens by jieba, mentions by spaCy's entity ruler.

Tokens are cut once for everything that needs words (`bot.text.segment`). A spaCy document made
of them would cost a tenth of a turn and keep every word ever said in its vocabulary.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.mentions import find_mentions
from bot.runtime import runtime
from bot.text import segment
from bot.text.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Normalises, segments and finds districts, people, cities, ordinals and dates."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the component."""
        return {
            # Folder with the lists of districts, relations and cities.
            "entities": "data/entities",
            # Rasa's tokenizer base class expects these two.
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._folder = Path(config["entities"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseTokenizer:
        """Creates the component (see Rasa's GraphComponent)."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the normalised text, with offsets into it."""
        text, end = normalise(message.get(attribute)), 0
        tokens = []
        for word in segment.words(text):
            start = text.index(word, end)
            end = start + len(word)
            tokens.append(Token(word, start, end))
        return tokens

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds tokens and mentions to messages that are to be understood."""
        for message in messages:
            self._annotate(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds tokens to the training examples."""
        for example in training_data.training_examples:
            self._tokens(example)
        return training_data

    def _annotate(self, message: Message) -> None:
        self._tokens(message)
        text = message.get(TEXT) or ""
        found = find_mentions(normalise(text), folder=self._folder, today=runtime().today())
        message.set(ENTITIES, [mention.as_entity() for mention in found], add_to_output=True)

    def _tokens(self, message: Message) -> None:
        if message.get(TEXT):
            message.set("text_tokens", self.tokenize(message, TEXT))
