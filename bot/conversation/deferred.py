"""Rasa without what it imports and this assistant never calls.

`import rasa.core.agent` loads TensorFlow, every channel's client library and four databases.
The modules named here are loaded at the first use of anything in them instead, so that a
configuration with DIET or a Slack channel still works and ours starts without them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

DEFERRED: dict[str, str] = {
    # Libraries of eleven messengers; what Rasa's core needs of it is in the submodule.
    "rasa.core.channels": "rasa.core.channels.channel",
    # Testing of policies, imported by one of them: matplotlib.
    "rasa.core.test": "",
    # Helpers of components that train with TensorFlow.
    "rasa.utils.train_utils": "",
}
"""Modules that wait, each with the submodule whose names it shows meanwhile."""


def defer() -> None:
    """From now on the modules of DEFERRED load at first use."""
    if not any(isinstance(finder, DeferringFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, DeferringFinder())


NAMED: dict[str, str] = {
    "rasa.engine.recipes.default_components": "DEFAULT_COMPONENTS",
    "rasa.nlu.classifiers.diet_classifier": "DIETClassifier",
    "rasa.nlu.selectors.response_selector": "ResponseSelector",
    "rasa.core.policies.ted_policy": "TEDPolicy",
}
"""Rasa's own components, with what a training of other components asks of them: the validator
compares those with these classes. Loading them loads TensorFlow."""

COMPARES = "rasa.graph_components.validators.default_recipe_validator"


@contextmanager
def components_by_name_only() -> Iterator[None]:
    """Meanwhile the modules of NAMED that are not loaded yet hold nothing but that name."""
    missing = [name for name in NAMED if name not in sys.modules]
    for name in missing:
        stand_in = ModuleType(name)
        setattr(stand_in, NAMED[name], type(NAMED[name], (), {}))
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in (*missing, COMPARES) if missing else ():
            _forget(name)


def _forget(name: str) -> None:
    package, _, module = name.rpartition(".")
    sys.modules.pop(name, None)
    if package in sys.modules:
        vars(sys.modules[package]).pop(module, None)


class DeferringFinder(MetaPathFinder):
    """Finds the modules of DEFERRED and nothing else."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own spec with a loader that waits."""
        spec = PathFinder.find_spec(fullname, path) if fullname in DEFERRED else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Waiting(spec.loader)
        return spec


class DeferredModule(ModuleType):
    """A module that runs its code when something in it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        shown = sys.modules.get(DEFERRED[self.__name__])
        if shown is not None and hasattr(shown, name):
            return getattr(shown, name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        loader = self.__spec__.loader if self.__spec__ else None
        if isinstance(loader, _Waiting):
            loader.real.exec_module(self)
        return getattr(self, name)


class _Waiting(Loader):
    def __init__(self, real: Loader) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return DeferredModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet: the code runs at the first use."""
