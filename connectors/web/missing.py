"""What a browser shows for an address that leads nowhere; programs get JSON as before."""

from __future__ import annotations

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.responses import Response

from connectors.web.library import written


async def refused(request: Request, error: Exception) -> Response:
    """A page for people where nothing is found, else what FastAPI says."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
        return written(request, "missing.html", 404)
    return await http_exception_handler(request, error)
