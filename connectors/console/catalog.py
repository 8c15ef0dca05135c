"""The catalogue desk: versions, lint, diff, import, impact, publish and roll back."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from pydantic import BaseModel, Field, StrictStr

from bot.catalog.diff import diff
from bot.catalog.importers.files import read_files
from bot.catalog.importers.merge import merged
from bot.catalog.lint import lint, lint_service
from bot.catalog.model import Catalog
from bot.errors import ImportFailed, UnknownServiceError
from bot.guidance.paths import prove_service
from bot.publishing import publish as put
from bot.runtime import Runtime
from bot.stores.accounts import Session
from connectors.console.access import EDITOR, Allowed
from connectors.console.people import service

SHOWN = 200
LONGEST_NAME = 60
"""Characters, which have up to four bytes; files may be named by 255."""

SUFFIXES = (".xlsx", ".csv", ".json", ".jsonl")

router = APIRouter(prefix="/api/console/catalog", tags=["console"])


class Publish(BaseModel):
    """Which version, what was in force when it was looked at, and why."""

    version: StrictStr = Field(..., max_length=60)
    expected: StrictStr = Field(..., max_length=60)
    reason: StrictStr = Field("", max_length=400)
    forced: bool = False


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
    return {"count": len(found), "errors": errors, "findings": [vars(f) for f in found[:SHOWN]]}


@router.get("/diff")
async def changes(
    request: Request,
    version: str = Query(..., max_length=60),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """What a version changes against the one in force."""
    before, after = await of_version(request, "current"), await of_version(request, version)
    found = await asyncio.to_thread(diff, before, after)
    return {"count": len(found), "changes": [str(change) for change in found[:SHOWN]]}


@router.get("/impact")
async def effects(
    request: Request,
    version: str = Query(..., max_length=60),
    _: Session = Depends(Allowed(EDITOR)),
) -> dict[str, Any]:
    """What publishing a version would do to services, paths and known questions."""
    found = (await asyncio.to_thread(service(request).reviews.of, version)).impact
    return {"lines": list(found.lines()), "regressions": list(found.regressions)}


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

    def put_in_force() -> None:
        reviewed = replace(console.reviews.of(body.version), expected=body.expected)
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
    mine = [vars(f) for f in lint_service(found, catalog)]
    shown = found.dict(by_alias=True, exclude={"phrases"})
    return {"service": shown, "findings": mine, "paths": vars(proved)}


def _overview(runtime: Runtime) -> dict[str, Any]:
    library = runtime.library
    return {
        "current": library.current(),
        "services": len(runtime.guide.catalog.services),
        "versions": [vars(about) for about in library.store.versions()],
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
    return {"version": version, "summary": report.summary(), "lines": list(report.shown()),
            "errors": [str(f) for f in found[:SHOWN]]}  # fmt: skip


def _import_allowed(name: str) -> None:
    if not name.lower().endswith(SUFFIXES):
        raise ImportFailed(f"{name}: 可以导入 {'、'.join(SUFFIXES)}")


async def of_version(request: Request, version: str) -> Catalog:
    """The catalogue of a version."""
    runtime = _runtime(request)
    if version == "current":
        return runtime.guide.catalog
    return await asyncio.to_thread(runtime.library.catalog, version)


async def _audit(request: Request, session: Session, what: str, version: str) -> None:
    await service(request).desk.store.audit({"who": session.name, "what": what, "to": version})
