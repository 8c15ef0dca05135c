"""One service edited: checked as it is typed, and put into a copy of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic.utils import lenient_issubclass

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
        made = Service.parse_obj(
            {**_filled(given, Service), "phrases": known.phrases if known else ()}
        )
    except ValidationError as error:
        return None, tuple(Problem(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors())
    return made, ()


def _filled(raw: Mapping[str, Any], part: type[BaseModel]) -> dict[str, Any]:
    """A part of a form without the required fields that were left empty, so that they are missed."""
    fields = {field.alias: field for field in part.__fields__.values()}
    found = {}
    for name, value in raw.items():
        field = fields.get(name)
        if field is not None and field.required and _empty(value):
            continue
        inner = field.type_ if field is not None else None
        nested = lenient_issubclass(inner, BaseModel)
        found[name] = _inside(value, inner) if nested and inner else value
    return found


def _inside(value: Any, part: type[BaseModel]) -> Any:
    if isinstance(value, Mapping):
        return _filled(value, part)
    if isinstance(value, (list, tuple)):
        return [_inside(one, part) for one in value]
    return value


def _empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else value in ([], ())


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
