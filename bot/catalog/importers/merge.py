"""Puts what was imported on top of a version, and says what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.catalog.importers.report import Imported, Line, Report
from bot.catalog.model import Catalog, Service
from bot.catalog.vocabulary import Department, Theme, Vocabulary


def merged(base: Catalog, imported: Imported) -> tuple[Catalog, Report]:
    """The catalogue after the import; services that the file does not name stay as they are."""
    if imported.whole is not None:
        after = imported.whole.copy(update={"version": base.version})
    else:
        services = {**base.services, **imported.services}
        after = base.copy(
            update={
                "services": services,
                "vocabulary": _widened(base.vocabulary, imported.services),
            }
        )
    lines = [*_verdicts(base, imported), *imported.lines, *_shared_names(base, imported)]
    return after, Report(imported.read, tuple(lines))


def _verdicts(base: Catalog, imported: Imported) -> Iterator[Line]:
    for service in imported.services.values():
        where, before = imported.places.get(service.id, ""), base.services.get(service.id)
        if before is None:
            yield Line(where, f"{service.name} ({service.id})", "taken")
        elif before == service:
            yield Line(where, f"{service.name} ({service.id})", "unchanged")
        else:
            fields = ", ".join(_changed_fields(before, service))
            yield Line(where, f"{service.name} ({service.id})", "changed", fields)
    if imported.whole is not None:
        for gone in base.services.keys() - imported.services.keys():
            yield Line("-", f"{base.services[gone].name} ({gone})", "removed", "not in the file")


def _changed_fields(before: Service, after: Service) -> Iterator[str]:
    return (name for name in Service.__fields__ if getattr(before, name) != getattr(after, name))


def _shared_names(base: Catalog, imported: Imported) -> Iterator[Line]:
    """A name that a service of the base has already: people would be asked which one."""
    if imported.whole is not None:
        return
    known = {
        name: service.name
        for service in base.services.values()
        if service.id not in imported.services
        for name in (service.name, *service.everyday_names)
    }
    for service in imported.services.values():
        for name in dict.fromkeys((service.name, *service.everyday_names)):
            if name in known:
                reason = f"{name!r} is a name of {known[name]!r} already"
                yield Line(imported.places[service.id], service.name, "noted", reason)


def _widened(vocabulary: Vocabulary, services: dict[str, Service]) -> Vocabulary:
    """The closed lists with the themes and departments of new services."""
    themes = {theme.name for theme in vocabulary.themes}
    departments = {department.name for department in vocabulary.departments}
    new_themes = _new((s.theme for s in services.values()), themes)
    new_departments = _new((s.department for s in services.values()), departments)
    return vocabulary.copy(
        update={
            "themes": (*vocabulary.themes, *(Theme(name=name) for name in new_themes)),
            "departments": (
                *vocabulary.departments,
                *(Department(name=name, full_name=name) for name in new_departments),
            ),
        }
    )


def _new(names: Iterable[str], known: set[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name not in known]
