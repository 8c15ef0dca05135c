"""What the components of a linear classifier share: made untrained, loaded, kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.text.counting import Features
from bot.text.lexicon import Lexicon
from bot.text.linear import LinearClassifier

Component = TypeVar("Component", bound="LinearComponent")


class LinearComponent(GraphComponent):
    """Keeps one classifier in ``FILE``; ``features`` gives what it sees of a plain text."""

    FILE: ClassVar[str]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._lexicon = Lexicon.read(Path(config["entities"]))
        self._classifier: LinearClassifier | None = None

    @property
    def features(self) -> Features:
        """Words, characters and sounds; another classifier may look at something else."""
        return self._lexicon.features

    @classmethod
    def create(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Component:
        """Loads the trained component."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            data = (folder / cls.FILE).read_bytes()
        made._classifier = LinearClassifier.from_bytes(data, features=made.features)
        return made

    def _keep(self, classifier: LinearClassifier) -> Resource:
        self._classifier = classifier
        # Rasa packs models at gzip's slowest level: eight times as long as compressing here.
        data = classifier.to_bytes(compressed=True)
        with self._storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_bytes(data)
        return self._resource
