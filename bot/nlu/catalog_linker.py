"""Which services a message may mean, found in the live catalogue.

Nothing of the catalogue is in the Rasa model: publishing a version changes the candidates
at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.runtime import runtime
from bot.text.elsewhere import elsewhere

SERVICES = "services"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogLinker(GraphComponent):
    """Adds ``services``: ranked candidates with scores, and the chance that none is meant."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the component."""
        return {
            # How many candidates are kept with the message.
            "candidates": 5,
            # Folder with the list of other cities.
            "entities": "data/entities",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._kept = config["candidates"]
        self._entities = Path(config["entities"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogLinker:
        """Creates the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Links every message."""
        for message in messages:
            linker = runtime().guide.linker
            text = message.get(TEXT) or ""
            linked = linker.link(text)
            found = {
                "none": round(linked.none, 4),
                "right": round(linked.right, 4),
                "several": round(linked.several, 4),
                "event": linked.event,
                "needs": list(linked.needs),
                "elsewhere": elsewhere(linker.lexicon.plain(text), self._entities),
                "candidates": [
                    {"id": c.service, "score": round(c.score, 4), "signals": list(c.signals)}
                    for c in linked.candidates[: self._kept]
                ],
            }
            message.set(SERVICES, found, add_to_output=True)
        return messages
