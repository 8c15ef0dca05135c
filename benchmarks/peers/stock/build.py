"""Makes a stock Rasa project out of our own data: same examples, same rules, same catalogue.

Every action of ours becomes a fixed response, so the peer neither searches the catalogue nor
asks an action server: it does less in a turn than Banshi. Services reach it as a lookup table.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.catalog.load import load_catalog

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ACTION = re.compile(r"^action_(?!listen$|session_start$|restart$)")


def build(folder: Path, *, epochs: int = 0) -> Path:
    """Writes the project; ``epochs`` other than 0 replaces those of the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", _config(epochs))
    _write(folder / "domain.yml", _domain())
    _write(folder / "endpoints.yml", {})
    shutil.copy(HERE / "credentials.yml", folder / "credentials.yml")
    shutil.copytree(ROOT / "data" / "nlu", folder / "data" / "nlu", dirs_exist_ok=True)
    _write(folder / "data" / "nlu" / "services.yml", _services())
    for path in sorted((ROOT / "data" / "stories").glob("*.yml")):
        _write(folder / "data" / "stories" / path.name, _said(_read(path)))
    return folder


def _config(epochs: int) -> dict[str, Any]:
    config: dict[str, Any] = _read(HERE / "config.yml")
    for part in (*config["pipeline"], *config["policies"]):
        if epochs and "epochs" in part:
            part["epochs"] = epochs
    return config


def _domain() -> dict[str, Any]:
    """Our intents and entities, and one response for each action and utterance."""
    ours = _read(ROOT / "domain.yml")
    spoken = {_utterance(name) for path in _stories() for name in _actions(_read(path))}
    return {
        "version": "3.1",
        "intents": ours["intents"],
        "entities": ours["entities"],
        "responses": {name: [{"text": f"（{name}）请看办事指南。"}] for name in sorted(spoken)},
        "session_config": ours["session_config"],
    }


def _services() -> dict[str, Any]:
    catalog = load_catalog(ROOT / "data" / "catalog", phrases=ROOT / "data" / "phrases")
    names = {
        name
        for service in catalog.services.values()
        for name in (service.name, *service.everyday_names)
    }
    lines = "".join(f"- {name}\n" for name in sorted(names))
    return {"version": "3.1", "nlu": [{"lookup": "service", "examples": lines}]}


def _said(stories: Any) -> Any:
    """The same rules and stories with responses in the place of actions."""
    if isinstance(stories, dict):
        return {
            key: _utterance(value) if key == "action" else _said(value)
            for key, value in stories.items()
        }
    return [_said(item) for item in stories] if isinstance(stories, list) else stories


def _actions(stories: Any) -> set[str]:
    if isinstance(stories, dict):
        own = {value for key, value in stories.items() if key == "action"}
        return own.union(*map(_actions, stories.values()))
    return set().union(*map(_actions, stories)) if isinstance(stories, list) else set()


def _stories() -> list[Path]:
    return sorted((ROOT / "data" / "stories").glob("*.yml"))


def _utterance(action: str) -> str:
    return ACTION.sub("utter_", action)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
