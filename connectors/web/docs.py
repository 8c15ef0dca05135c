"""The HTTP API for people to read, with no script of anybody; programs read `/openapi.json`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from connectors.web import assets
from connectors.web.look import look_of
from connectors.web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every operation with its parameters."""
    document = request.app.openapi()
    body = render(
        "docs.html",
        bundle=assets.bundle(assets.READING_ENTRY),
        look=look_of(request),
        title=document["info"]["title"],
        operations=[
            _shown(method, path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ],
    )
    return HTMLResponse(body, headers=assets.headers())


def _shown(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    return {
        "method": method.upper(),
        "path": path,
        "about": operation.get("description", ""),
        "parameters": operation.get("parameters", ()),
        "bodies": [
            body["schema"].get("$ref", "").rpartition("/")[2] or kind
            for kind, body in content.items()
        ],
    }
