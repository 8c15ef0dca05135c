"""The console's one page; what it shows comes from `/api/console`."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ENTRY = "src/console/main.ts"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)

router = APIRouter(tags=["console"], include_in_schema=False)


@router.get("/console")
@router.get("/console/{view}")
async def page(request: Request) -> HTMLResponse:
    """The page; signing in is part of it."""
    body = _environment.get_template("console.html").render(
        bundle=request.app.state.bundle(ENTRY), oidc=request.app.state.console.oidc is not None
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(body, headers=headers)
