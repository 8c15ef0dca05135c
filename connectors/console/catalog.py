"""The catalogue desk: versions, lint, diff, import, impact, publish and roll back."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.diff import diff
from bot.catalog.impact import Impact
from bot.catalog.importers.files import read_files
from bot.catalog.importers.merge import merged
from bot.catalog.lint import lint, lint_service
from bot.catalog.model import Catalog, Service
from bot.errors import ImportFailed, PublishBlocked, UnknownServiceError
from bot.guidance.paths import prove_service
from bot.publishing import publish as put
from bot.runtime import Runtime
from bot.stores.accounts import Session
from connectors.console.access import EDITOR, Allowed
from connectors.console.basis import must_be_current, outdated
from connectors.console.chinese import (
    Chinese,
    line_of,
    line_of_impact,
    named,
    of_finding,
    of_report,
)
from connectors.console.people import service

SHOWN = 200
LISTED = 20
LONGEST_NAME = 60
"""Characters, which have up to four bytes; files may be named by 255."""

SUFFIXES = (".xlsx", ".csv", ".json", ".jsonl")

router = APIRouter(prefix="/api/console/catalog", tags=["console"], route_class=Chinese)


class Publish(BaseModel):
    """Which version, what was in force when it was looked at, and why.

    ``undoing`` says that somebody has seen that it takes back what was published since.
    """

    version: StrictStr = Field(..., max_length=60)
    expected: StrictStr = Field(..., max_length=60)
    reason: StrictStr = Field("", max_length=400)
    forced: bool = False
    undoing: bool = False


class Back(BaseModel):
    """Why an earlier version comes back."""

    reason: StrictStr = Field("", max_length=400)


def _runtime(request: Request) -> Runtime:
    return service(request).gateway.engine.runtime


@router.get("")
async def overview(request: Request, _: Session = Depends(Allowed(EDITOR))) -> dict[str, Any]:
    """What is in force, every version kept, and the latest switches."""
    runtime = _runtime(request)
    return await asyncio.to_thread(_overview, runtime)


@router.get("/lint")
async def findings(
    request: Request,
    version: str = Query("current", max_length=60),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """What is to be mended in a version."""
    catalog = await of_version(request, version)
    found = await asyncio.to_thread(lint, catalog)
    errors = sum(finding.severity == "error" for finding in found)
    lines = [line_of(finding, catalog.services) for finding in found[:SHOWN]]
    return {"count": len(found), "errors": errors, "lines": lines}


@router.get("/diff")
async def changes(
    request: Request,
    version: str = Query(..., max_length=60),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """What a version changes against the one in force."""
    before, after = await of_version(request, "current"), await of_version(request, version)
    found = await asyncio.to_thread(diff, before, after)
    services = {**before.services, **after.services}
    return {
        "count": len(found),
        "changes": [named(str(change), services) for change in found[:SHOWN]],
    }


@router.get("/impact")
async def effects(
    request: Request,
    version: str = Query(..., max_length=60),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """What publishing a version would do to services, paths and known questions."""
    console = service(request)
    found = (await asyncio.to_thread(console.reviews.of, version)).impact
    services = await _names(request, version)
    # The first line names the two versions, which the page does itself.
    lines = [line_of_impact(line, services) for line in list(found.lines())[1:]]
    return {"lines": lines, "regressions": _worse(found, services)}


@router.post("/import", status_code=201)
async def take(
    request: Request,
    file: UploadFile = File(...),
    session: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """Reads a table or workbook into a new version, which nobody sees until it is published."""
    runtime = _runtime(request)
    data = await file.read()
    name = Path(file.filename or "upload").name[-LONGEST_NAME:]
    _import_allowed(name)
    made = await asyncio.to_thread(_import, runtime, name, data, session.name)
    await _audit(request, session, "catalog_import", made["version"])
    return made


@router.post("/publish")
async def publish(
    body: Publish, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> dict[str, str]:
    """Puts a version in force, unless another came first or something gets worse."""
    console = service(request)

    services = await _names(request, body.version)

    def put_in_force() -> None:
        if not body.undoing:
            must_be_current(_runtime(request), body.version)
        reviewed = replace(console.reviews.of(body.version), expected=body.expected)
        worse = _worse(reviewed.impact, services)
        if worse and not body.forced:
            raise PublishBlocked(_listed(worse))
        put(_runtime(request), reviewed, by=session.name, force=body.forced, reason=body.reason)

    await asyncio.to_thread(put_in_force)
    await _audit(request, session, "catalog_publish", body.version)
    return {"status": "published", "version": body.version}


@router.post("/rollback")
async def rollback(
    body: Back, request: Request, session: Session = Depends(Allowed(EDITOR))
) -> dict[str, str]:
    """Puts back what was in force before."""
    library = _runtime(request).library
    before, after = await asyncio.to_thread(
        lambda: library.rollback(by=session.name, reason=body.reason)
    )
    await _audit(request, session, "catalog_rollback", after)
    return {"before": before, "after": after}


@router.get("/services/{service_id}")
async def one(
    service_id: str, request: Request, _: Session = Depends(Allowed(EDITOR))
) -> dict[str, Any]:
    """One service with its findings and the numbers of its paths."""
    catalog = _runtime(request).guide.catalog
    found = catalog.services.get(service_id)
    if found is None:
        raise UnknownServiceError(f"no service has the id {service_id!r}")
    proved = await asyncio.to_thread(prove_service, found, catalog)
    mine = [of_finding(f, catalog.services) for f in lint_service(found, catalog)]
    shown = found.dict(by_alias=True, exclude={"phrases"})
    return {"service": shown, "findings": mine, "paths": vars(proved)}


def _overview(runtime: Runtime) -> dict[str, Any]:
    library, old = runtime.library, outdated(runtime)
    return {
        "current": library.current(),
        "services": len(runtime.guide.catalog.services),
        "versions": [
            {**vars(about), "outdated": about.name in old} for about in library.store.versions()
        ],
        "history": [vars(record) for record in library.store.history(limit=20)],
    }


def _import(runtime: Runtime, name: str, data: bytes, by: str) -> dict[str, Any]:
    base = runtime.library.catalog()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        after, report = merged(base, read_files([path]))
    version = runtime.library.keep(after, by=by, note=f"import {name}", base=base.version)
    found = [f for f in lint(after) if f.severity == "error"]
    lines = [of_report(named(line, after.services)) for line in report.shown()]
    errors = [line_of(finding, after.services) for finding in found[:SHOWN]]
    return {"version": version, "summary": of_report(report.summary()), "lines": lines,
            "errors": errors}  # fmt: skip


def _import_allowed(name: str) -> None:
    if not name.lower().endswith(SUFFIXES):
        raise ImportFailed(f"{name}: 可以导入 {'、'.join(SUFFIXES)}")


def _worse(found: Impact, services: Mapping[str, Service]) -> list[str]:
    return [line_of_impact(line, services) for line in found.regressions]


def _listed(worse: list[str]) -> str:
    more = [f"……还有 {len(worse) - LISTED} 处"] if len(worse) > LISTED else []
    end = "先改好；一定要发布，写明原因后点“仍要发布”"
    return "\n".join([f"有 {len(worse)} 处会变差：", *worse[:LISTED], *more, end])


async def _names(request: Request, version: str) -> dict[str, Service]:
    """The services of the version in force and of another one, to call them by name."""
    now, then = await of_version(request, "current"), await of_version(request, version)
    return {**now.services, **then.services}


async def of_version(request: Request, version: str) -> Catalog:
    """The catalogue of a version."""
    runtime = _runtime(request)
    if version == "current":
        return runtime.guide.catalog
    return await asyncio.to_thread(runtime.library.catalog, version)


async def _audit(request: Request, session: Session, what: str, version: str) -> None:
    await service(request).desk.store.audit({"who": session.name, "what": what, "to": version})
