"""Every version of the catalogue: the shipped folder, and those kept in Redis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone

from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog
from bot.catalog.overlay import Word, with_taught
from bot.catalog.versions import pack, unpack, version_name
from bot.errors import CatalogError, PublishBlocked
from bot.settings import Settings
from bot.stores.catalog import SHIPPED, About, CatalogStore, Record
from bot.stores.connect import connect_sync, redis_url

CURRENT = "current"


class Library:
    """Reads, keeps and puts in force versions of the catalogue."""

    def __init__(self, settings: Settings, store: CatalogStore) -> None:
        self._settings = settings
        self.store = store

    @classmethod
    def open(cls, settings: Settings) -> Library:
        """Connects to Redis; raises StoreError."""
        return cls(settings, CatalogStore(connect_sync(redis_url(settings))))

    def current(self) -> str:
        """Name of the version in force."""
        return self.store.current()

    def catalog(self, name: str = CURRENT) -> Catalog:
        """The catalogue of a version: "current", "shipped" or a name; raises CatalogError.

        The current one has the words accepted since, so that what is made from it keeps them.
        """
        if name == CURRENT:
            return with_taught(self.catalog(self.store.current()), self.words())
        if name == SHIPPED:
            return load_catalog(self._settings.catalog_dir, phrases=self._settings.phrases_dir)
        data = self.store.data(name)
        if data is None:
            known = ", ".join([SHIPPED, *(about.name for about in self.store.versions())][-10:])
            raise CatalogError(f"there is no version {name!r}; the latest are: {known}")
        return unpack(data, name=name)

    def keep(self, catalog: Catalog, *, by: str, note: str, base: str = "") -> str:
        """Keeps a version without putting it in force and gives its name."""
        now = _now()
        name = version_name(catalog, day=now.date())
        about = About(name, now.isoformat(), by, note, len(catalog.services), base)
        self.store.add(about, pack(catalog))
        return name

    def publish(
        self, name: str, *, expected: str, by: str, reason: str = "", forced: bool = False
    ) -> None:
        """Puts a version in force; raises PublishBlocked when ``expected`` is so no more."""
        self._switch(Record("publish", name, expected, _now().isoformat(), by, reason, forced))

    def rollback(self, *, to: str = "", by: str, reason: str = "") -> tuple[str, str]:
        """Puts an earlier version back in force; gives the names before and after."""
        before = self.store.current()
        after = to or self._one_before(before)
        self._switch(Record("rollback", after, before, _now().isoformat(), by, reason))
        return before, after

    def words(self) -> tuple[Word, ...]:
        """The words accepted since, also those that a version has by itself meanwhile."""
        return tuple(Word(**word) for word in self.store.words())  # type: ignore[arg-type]

    def teach(self, word: Word) -> None:
        """Lets a word act at once, in every process."""
        self.store.teach(vars(word))

    def withdraw(self, name: str) -> Word:
        """Takes back a word that acts; one that a version has is taken out by another version."""
        word = next((word for word in self.words() if word.id == name), None)
        if word is None or word.folded:
            version = f"：它已写进版本 {word.folded}，请改事项后发布" if word else ""
            raise CatalogError(f"这个说法不能撤回{version or '：已经撤回'}")
        if not self.store.unteach(name):
            raise CatalogError("这个说法刚刚有人撤回了")
        return word

    def _one_before(self, current: str) -> str:
        """What was in force before the current version was published."""
        for record in self.store.history(limit=1000):
            if record.kind == "publish" and record.version == current:
                return record.before
        raise PublishBlocked("nothing was published yet, so there is nothing to go back to")

    def _switch(self, record: Record) -> None:
        if record.version == record.before:
            raise PublishBlocked(f"version {record.version} is in force already")
        done = self.store.switch(record, words=[vars(word) for word in self._folded(record)])
        if done == "absent":
            raise PublishBlocked(f"there is no version {record.version!r}")
        if done != "done":
            now = done.partition(":")[2] or SHIPPED
            raise PublishBlocked(
                f"another version came into force meanwhile: {now}, not {record.before}; "
                "look at what it changed and publish again"
            )

    def _folded(self, record: Record) -> Iterator[Word]:
        """Words that another version has by itself; they act again where that is taken back."""
        words = self.words()
        catalog = self.catalog(record.version) if words else None
        for word in words if catalog else ():
            if catalog and word.stands_in(catalog):
                if not word.folded:
                    yield replace(word, folded=record.version)
            elif word.folded and record.kind == "rollback":
                yield replace(word, folded="")


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(microsecond=0)
