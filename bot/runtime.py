"""The one place where real parts are put together."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from bot.catalog.certainty import CertaintyModel
from bot.catalog.examples import Outside, read_ambiguous
from bot.catalog.frequent import FrequentQuestions
from bot.catalog.linker import Linker
from bot.catalog.load import read_phrases
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.named import has_sentences
from bot.catalog.overlay import Word, acting, with_taught
from bot.catalog.word_vectors import WordVectors
from bot.clock import china_today
from bot.guidance.answers import answers_in_sentence
from bot.guidance.event_plan import EventPlan
from bot.guidance.events import EventNames
from bot.guidance.plan import Plan, ServicePlan
from bot.guidance.situations import Situations
from bot.library import CURRENT, Library
from bot.settings import Settings
from bot.text import segment
from bot.text.lexicon import Lexicon
from bot.text.linear import forget_vectors

NLU_FOLDER = Path("data/nlu")
NO_SERVICE_FILES = ("dialogue.yml", "smalltalk.yml")
NO_SERVICE = "_none.txt"
SEVERAL_SERVICES = "_ambiguous.txt"


class Guide:
    """One catalogue version ready for use: its linker and its situation diagrams.

    ``words`` are those accepted since, which act although nothing was fitted on them.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        outside: Outside,
        lexicon: Lexicon,
        certainty: CertaintyModel | None = None,
        cache: Path | None,
        vectors: WordVectors | None = None,
    ) -> None:
        self.catalog = catalog
        self.events = EventNames(catalog)
        know_names(catalog)
        self.linker = Linker.build(
            catalog, outside=outside, lexicon=lexicon, certainty=certainty, cache=cache,
            vectors=vectors,
        )  # fmt: skip
        self.frequent = FrequentQuestions(catalog, lexicon, self.linker.classifier.weigh)
        self.words: tuple[Word, ...] = ()
        self._fitted = self.linker
        self._situations: dict[str, Situations] = {}
        self._plans: dict[str, Plan] = {}

    def taught(self, words: Sequence[Word]) -> Guide:
        """The same version with these words and no others."""
        added = acting(words, self._fitted.catalog)
        if added == self.words:
            return self
        made = copy.copy(self)
        made.words = added
        made.catalog = with_taught(self._fitted.catalog, added)
        made.linker = self._fitted.taught(made.catalog, added) if added else self._fitted
        return made

    def plan(self, owner_id: str) -> Plan | None:
        """What a journey through this service or life event walks through."""
        if owner_id not in self._plans:
            made = self._make_plan(owner_id)
            if made is None:
                return None
            self._plans[owner_id] = made
        return self._plans[owner_id]

    def warm_up(self) -> None:
        """Works out what the first turn with each service that asks would pay for (0.2 s in all);
        an import brings thousands that ask nothing."""
        services = self.catalog.services.values()
        asking = (service.id for service in services if service.questions)
        for owner in (*asking, *self.catalog.life_events):
            plan = self.plan(owner)
            if plan is not None:
                plan.progress({})
                self.linker.link(plan.owner.name)
                answers_in_sentence(plan.questions({}), plan.owner.name)

    def _make_plan(self, owner_id: str) -> Plan | None:
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


def know_names(catalog: Catalog) -> None:
    """Makes the segmenter keep the names of a catalogue whole."""
    segment.add_words(_dictionary(catalog))
    segment.forget_words()
    Lexicon.forget_features()
    forget_vectors()


class Guides:
    """The version in force, and those that conversations under way still walk through."""

    def __init__(
        self, make: Callable[[str], Guide], *, name: str, words: Callable[[], Sequence[Word]]
    ) -> None:
        self._make = make
        self._words = words
        self._earlier: dict[str, Guide] = {}
        self.name = name
        self.current = make(name)

    def switch(self, name: str) -> None:
        """Makes a version ready and only then puts it in force; slow, for a thread.

        Where it is in force already, it only learns the words accepted since.
        """
        if name == self.name:
            self.current = self.current.taught(self._words())
            return
        made = self._make(name)
        made.warm_up()
        # Last in, last out: a version that came back is kept as long as any other.
        self._earlier.pop(self.current.catalog.version, None)
        self._earlier[self.current.catalog.version] = self.current
        for version in list(self._earlier)[:-KEPT_GUIDES]:
            del self._earlier[version]
        self.name, self.current = name, made

    def of(self, version: str) -> Guide:
        """The guide of this version while it is kept; else the one in force."""
        if version == self.current.catalog.version:
            return self.current
        return self._earlier.get(version, self.current)


KEPT_GUIDES = 2
_pinned: ContextVar[Guide | None] = ContextVar("pinned", default=None)
_day: ContextVar[date | None] = ContextVar("day", default=None)


@dataclass(frozen=True)
class Runtime:
    """Settings, the versions of the catalogue, and today's date."""

    settings: Settings
    clock: Callable[[], date]

    def today(self) -> date:
        """The day of the turn under way."""
        return _day.get() or self.clock()

    @contextmanager
    def on_day(self, day: date) -> Iterator[None]:
        """What is done here is done as on that day."""
        token = _day.set(day)
        try:
            yield
        finally:
            _day.reset(token)

    @cached_property
    def library(self) -> Library:
        """All versions of the catalogue."""
        return Library.open(self.settings)

    @cached_property
    def guides(self) -> Guides:
        """The version in force, loaded at first use."""
        library = self.library
        return Guides(self.make_guide, name=library.current(), words=library.words)

    @property
    def guide(self) -> Guide:
        """The guide of the turn under way: one version from its beginning to its end."""
        return _pinned.get() or self.guides.current

    @contextmanager
    def pinned(self, guide: Guide) -> Iterator[Guide]:
        """Keeps to one version whatever comes into force meanwhile."""
        token = _pinned.set(guide)
        try:
            yield guide
        finally:
            _pinned.reset(token)

    def make_guide(self, name: str = CURRENT) -> Guide:
        """A version made ready for use with the words accepted since; raises CatalogError."""
        library = self.library
        name = library.current() if name == CURRENT else name
        return self.prepare(library.catalog(name)).taught(library.words())

    def prepare(self, catalog: Catalog) -> Guide:
        """A catalogue made ready for use, whether it is kept or not."""
        return Guide(
            catalog,
            outside=outside(self.settings.phrases_dir, NLU_FOLDER),
            lexicon=Lexicon.read(self.settings.entities_dir),
            certainty=CertaintyModel.read(self.settings.certainty_file),
            cache=self.settings.data_dir / "linker",
            vectors=WordVectors.of_setting(self.settings.spacy_model),
        )


_runtime: Runtime | None = None


def runtime() -> Runtime:
    """The runtime of this process, made at first use from the environment."""
    global _runtime
    if _runtime is None:
        _runtime = Runtime(Settings.from_env(), china_today)
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
    """Names the segmenter must keep whole; those of mere imports would cut sentences anew."""
    return sorted(
        {
            name
            for service in filter(has_sentences, catalog.services.values())
            for name in (service.name, *service.everyday_names, *service.keywords)
            if 2 <= len(name) <= 8
        }
    )
