"""What training leaves unloaded, and that it is whole again afterwards."""

from __future__ import annotations

import subprocess
import sys

LEFT_OUT = """
import sys
from bot.conversation.deferred import components_by_name_only
with components_by_name_only():
    from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
    from rasa.graph_components.validators.default_recipe_validator import DefaultV1RecipeValidator
    assert "tensorflow" not in sys.modules
from rasa.graph_components.validators import default_recipe_validator
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.nlu.classifiers.classifier import IntentClassifier
assert issubclass(DIETClassifier, IntentClassifier)
assert default_recipe_validator.DIETClassifier is DIETClassifier
"""


def test_tensorflow_is_not_loaded_and_rasas_components_come_back() -> None:
    command = [sys.executable, "-c", LEFT_OUT]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
