"""The examples of one training are read once."""

from __future__ import annotations

from pathlib import Path

import yaml
from rasa.shared.importers.importer import TrainingDataImporter

from bot.nlu.importer import ReadOnceImporter


def test_examples_are_those_of_rasas_own_importer(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "recipe: default.v1\nimporters:\n- name: bot.nlu.importer.ReadOnceImporter\n", "utf-8"
    )
    nlu = tmp_path / "nlu.yml"
    examples = {"version": "3.1", "nlu": [{"intent": "greet", "examples": "- 你好\n- 早上好\n"}]}
    nlu.write_text(yaml.safe_dump(examples, allow_unicode=True), "utf-8")
    read = TrainingDataImporter.load_from_config(
        str(tmp_path / "config.yml"), training_data_paths=[str(nlu)]
    )
    assert {e.get("text") for e in read.get_nlu_data().intent_examples} == {"你好", "早上好"}


def test_the_files_are_read_once(tmp_path: Path) -> None:
    nlu = tmp_path / "nlu.yml"
    nlu.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 你好\n', "utf-8")
    importer = ReadOnceImporter(training_data_paths=[str(nlu)])
    first = importer.get_nlu_data("zh")
    nlu.unlink()
    assert importer.get_nlu_data("zh") is first
