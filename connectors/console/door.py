"""Turns away who may change nothing in the console before a byte of the body is read."""

from __future__ import annotations

import redis
from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.console.access import SAFE, session_of
from connectors.limits import refusal

CONSOLE = "/api/console/"
OPEN = ("/api/console/sign-in",)
"""Where people come from who have no session yet."""


class Door:
    """Looks for session and token; what the person may do is up to each route, as before.

    FastAPI reads and parses a body before any of our checks of a route, for anybody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on, or refuses it."""
        refused = await _refusal(scope) if _guarded(scope) else None
        await (refused or self.app)(scope, receive, send)


def _guarded(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["path"].startswith(CONSOLE)
        and scope["path"] not in OPEN
        and scope["method"] not in SAFE
    )


async def _refusal(scope: Scope) -> JSONResponse | None:
    try:
        await session_of(Request(scope))
    except HTTPException as error:
        return JSONResponse({"detail": error.detail}, error.status_code)
    except redis.RedisError:
        return refusal(503, "store", "暂时查不了登录，请稍后再试", retry=2)
    return None
