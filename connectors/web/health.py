"""Is the process alive, and can it answer?"""

from __future__ import annotations

import redis
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Answers as long as the process runs."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """200 when Redis answers and a model is loaded, else 503 with what is missing."""
    gateway = getattr(request.app.state, "gateway", None)
    checks = {"model": gateway is not None, "redis": False}
    if gateway is not None:
        try:
            checks["redis"] = bool(await gateway.engine.client.ping())
        except redis.RedisError:
            checks["redis"] = False
    return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)
