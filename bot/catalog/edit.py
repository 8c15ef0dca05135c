"""One service edited: checked as it is typed, and put into a copy of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from bot.catalog.model import Catalog, Service
from bot.errors import UnknownServiceError


@dataclass(frozen=True)
class Problem:
    """Something in a form that cannot be, and where: `materials.2.need`."""

    field: str
    message: str


def read_service(
    raw: Mapping[str, Any], catalog: Catalog
) -> tuple[Service | None, tuple[Problem, ...]]:
    """The service in a form, or what keeps it from being one; phrases stay those it had."""
    known = catalog.services.get(str(raw.get("id", "")))
    given = {name: value for name, value in raw.items() if name != "phrases"}
    try:
        made = Service.parse_obj({**given, "phrases": known.phrases if known else ()})
    except ValidationError as error:
        return None, tuple(Problem(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors())
    return made, ()


def with_service(catalog: Catalog, service: Service) -> Catalog:
    """A copy of the catalogue with this service in it."""
    return catalog.copy(update={"services": {**catalog.services, service.id: service}})


def with_words(
    catalog: Catalog, name: str, field: Literal["everyday_names", "sample_questions"], text: str
) -> Catalog:
    """A copy in which a service has one more everyday name or sample question."""
    service = catalog.services.get(name)
    if service is None:
        raise UnknownServiceError(f"no service has the id {name!r}")
    words = tuple(dict.fromkeys([*getattr(service, field), text]))
    return with_service(catalog, service.copy(update={field: words}))
