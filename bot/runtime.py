"""The one place where real parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from bot.catalog.examples import Outside, read_ambiguous
from bot.catalog.linker import Linker
from bot.catalog.load import load_catalog, read_phrases
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.guidance.plan import EventPlan, Plan, ServicePlan
from bot.guidance.situations import Situations
from bot.settings import Settings
from bot.text import segment
from bot.text.rewording import Rewording

NLU_FOLDER = Path("data/nlu")
NO_SERVICE_FILES = ("dialogue.yml", "smalltalk.yml")
NO_SERVICE = "_none.txt"
SEVERAL_SERVICES = "_ambiguous.txt"


class Guide:
    """One catalogue version ready for use: its linker and its situation diagrams."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        outside: Outside,
        rewording: Rewording,
        cache: Path | None,
    ) -> None:
        self.catalog = catalog
        segment.add_words(_dictionary(catalog))
        segment.forget_words()
        self.linker = Linker.build(
            catalog, outside=outside, rewording=rewording, cache=cache
        )
        self._situations: dict[str, Situations] = {}

    def plan(self, owner_id: str) -> Plan | None:
        """What a journey through this service or life event walks through."""
        service = self.catalog.services.get(owner_id)
        if service is not None:
            return ServicePlan(service, self.situations(service))
        event = self.catalog.life_events.get(owner_id)
        return EventPlan(event, self.catalog.services, self.situations) if event else None

    def situations(self, owner: Service | LifeEvent) -> Situations:
        """The situation diagram of a service or life event, made once."""
        if owner.id not in self._situations:
            self._situations[owner.id] = Situations(owner)
        return self._situations[owner.id]


@dataclass(frozen=True)
class Runtime:
    """Settings, the guide in force, and today's date."""

    settings: Settings
    today: Callable[[], date]

    @cached_property
    def guide(self) -> Guide:
        """The shipped catalogue, loaded at first use."""
        catalog = load_catalog(self.settings.catalog_dir, phrases=self.settings.phrases_dir)
        return Guide(
            catalog,
            outside=outside(self.settings.phrases_dir, NLU_FOLDER),
            rewording=Rewording.read(self.settings.entities_dir),
            cache=self.settings.data_dir / "linker",
        )


_runtime: Runtime | None = None


def runtime() -> Runtime:
    """The runtime of this process, made at first use from the environment."""
    global _runtime
    if _runtime is None:
        _runtime = Runtime(Settings.from_env(), date.today)
    return _runtime


def use(made: Runtime | None) -> None:
    """Puts another runtime in place (tests, tools)."""
    global _runtime
    _runtime = made


def outside(phrases: Path, nlu: Path) -> Outside:
    """Sentences that no single service owns: other matters, small talk and dialogue acts."""
    nothing = {"matter": read_phrases(phrases / NO_SERVICE), **_by_kind(nlu)}
    return Outside(nothing, read_ambiguous(phrases / SEVERAL_SERVICES))


def _by_kind(folder: Path) -> dict[str, tuple[str, ...]]:
    """Training examples of dialogue acts and small talk, each small-talk intent a kind."""
    found: dict[str, list[str]] = {}
    for name in NO_SERVICE_FILES:
        path = folder / name
        if not path.exists():
            continue
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            intent = block["intent"]
            kind = intent if intent in ("out_of_scope", "other_city") else "talk"
            lines = (line.strip() for line in block.get("examples", "").splitlines())
            examples = [line[2:].strip() for line in lines if line.startswith("- ")]
            found.setdefault(kind, []).extend(examples)
    return {kind: tuple(dict.fromkeys(texts)) for kind, texts in found.items()}


def _dictionary(catalog: Catalog) -> list[str]:
    """Names the segmenter must keep whole."""
    return sorted(
        {
            name
            for service in catalog.services.values()
            for name in (service.name, *service.everyday_names, *service.keywords)
            if 2 <= len(name) <= 8
        }
    )
