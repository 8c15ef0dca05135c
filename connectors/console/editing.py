"""One service in a form, and a look at the catalogue on another day."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.edit import Problem, read_service, with_service
from bot.catalog.lint import lint_service
from bot.catalog.model import Catalog, Service
from bot.errors import CatalogError
from bot.guidance.drawing import MOST_COMBINATIONS, drawable, drawing
from bot.guidance.paths import prove_service
from bot.guidance.validity import in_force
from bot.stores.accounts import Session
from connectors.console.access import EDITOR, Allowed
from connectors.console.catalog import of_version
from connectors.console.chinese import Chinese, of_field, of_finding
from connectors.console.people import service
from connectors.console.service import ConsoleService

SHOWN = 50

router = APIRouter(prefix="/api/console/catalog", tags=["console"], route_class=Chinese)


class Form(BaseModel):
    """A service as it stands in the form."""

    service: dict[str, Any]
    note: StrictStr = Field("", max_length=400)


@router.get("/form")
async def form(_: Session = Depends(Allowed(EDITOR))) -> dict[str, Any]:
    """What a form of a service has to ask: JSON Schema, from the catalogue's own model."""
    return Service.schema(by_alias=True)


@router.get("/services")
async def listed(
    request: Request,
    q: str = Query("", max_length=100),
    version: str = Query("current", max_length=60),
    as_of: date | None = Query(None),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """Services of any version whose id or a name holds ``q``, and how each stands on a day."""
    runtime = service(request).gateway.engine.runtime
    catalog = await of_version(request, version)
    day = as_of or runtime.today()
    states = {name: in_force(found, day) for name, found in catalog.services.items()}
    counts = {state: list(states.values()).count(state) for state in set(states.values())}
    found = [s for s in catalog.services.values() if _named(s, q)]
    # The very name first; then what does not hold on that day, for that is looked for.
    found.sort(key=lambda s: (q not in (s.id, s.name), states[s.id] == "in_force"))
    return {
        "as_of": day.isoformat(),
        "counts": counts,
        "services": [_shown(s, states[s.id]) for s in found[:SHOWN]],
    }


@router.post("/check")
async def check(
    body: Form, request: Request, _: Session = Depends(Allowed(EDITOR))
) -> dict[str, Any]:
    """What is wrong with the service in the form, and its paths as they would be."""
    catalog = service(request).gateway.engine.runtime.guide.catalog
    return await asyncio.to_thread(_checked, body.service, catalog)


@router.post("/services/{service_id}", status_code=201)
async def save(
    service_id: str, body: Form, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> dict[str, str]:
    """Keeps a version with the edited service, which nobody sees until it is published."""
    console = service(request)
    library = console.gateway.engine.runtime.library
    base = await asyncio.to_thread(library.catalog)
    made, problems = read_service({**body.service, "id": service_id}, base)
    if made is None:
        raise CatalogError("；".join(f"{p.field}：{of_field(p.message)}" for p in problems[:5]))
    note = body.note or f"修改 {made.name}"
    version = await asyncio.to_thread(
        lambda: library.keep(
            with_service(base, made), by=session.name, note=note, base=base.version
        )
    )
    await _audit(console, session, "catalog_edit", service_id)
    return {"version": version}


def _checked(raw: dict[str, Any], catalog: Catalog) -> dict[str, Any]:
    made, problems = read_service(raw, catalog)
    if made is None:
        return {"problems": [_problem(p) for p in problems], "findings": [], "paths": None,
                "points": []}  # fmt: skip
    findings = [of_finding(f, catalog.services) for f in lint_service(made, catalog)]
    if any(f["rule"] in UNWALKABLE for f in findings) or not drawable(made):
        words = f"情形组合超过 {MOST_COMBINATIONS} 种" if not drawable(made) else ""
        return {"problems": [], "findings": findings, "paths": None, "points": [], "why": words}
    proved = prove_service(made, with_service(catalog, made))
    return {
        "problems": [],
        "findings": findings,
        "paths": vars(proved),
        "points": [asdict(point) for point in drawing(made)],
    }


def _problem(found: Problem) -> dict[str, str]:
    """A problem at a place that the form has; what a whole part lacks stands at the part."""
    place = found.field.removesuffix("__root__").rstrip(".")
    return {"field": place, "message": of_field(found.message)}


UNWALKABLE = ("C001", "C002", "C005")
"""Findings with which paths mean nothing: unknown questions, wrong order, ids twice."""


async def _audit(console: ConsoleService, session: Session, what: str, to: str) -> None:
    await console.desk.store.audit({"who": session.name, "what": what, "to": to})


def _named(found: Service, q: str) -> bool:
    return not q or any(q in name for name in (found.id, found.name, *found.everyday_names))


def _shown(found: Service, state: str) -> dict[str, Any]:
    validity = found.validity
    return {
        "id": found.id, "name": found.name, "department": found.department, "state": state,
        "from": validity.effective_from and validity.effective_from.isoformat(),
        "to": validity.effective_to and validity.effective_to.isoformat(),
        "superseded_by": validity.superseded_by,
        "fees": [f"{fee.amount:g} 元" for fee in found.fees if fee.amount is not None],
        "materials": [material.name for material in found.materials],
    }  # fmt: skip
