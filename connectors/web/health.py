"""Is the process alive, and can it answer?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Answers as long as the process runs."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """200 when a model is loaded, Redis keeps what it is given and nobody asked us to stop."""
    gateway = getattr(request.app.state, "gateway", None)
    checks = {
        "model": gateway is not None,
        "redis": gateway is not None and await gateway.engine.keeps(),
        "staying": gateway is not None and not gateway.engine.closing,
    }
    return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)
