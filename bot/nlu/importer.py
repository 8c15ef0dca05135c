"""Training data read once: Rasa asks its file importer three times in one training."""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class ReadOnceImporter(RasaFileImporter):
    """Rasa's own importer, remembering the examples (named in `config.yml` under ``importers``)."""

    @lru_cache(maxsize=1)  # noqa: B019 - lives as long as one training
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples of all files."""
        return super().get_nlu_data(language)
