"""What Prometheus reads: requests, turns, streams; no text, no ids, no addresses.

With several processes the counts lie in files of one folder (PROMETHEUS_MULTIPROC_DIR) and
any process answers for all.
"""

from __future__ import annotations

import ipaddress
import os
import time

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

router = APIRouter(tags=["health"])

REQUESTS = Counter("banshi_requests", "HTTP requests.", ["method", "route", "status"])
SECONDS = Histogram(
    "banshi_request_seconds",
    "Time to the first byte of an answer.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
IN_FLIGHT = Gauge(
    "banshi_requests_in_flight", "Requests being answered.", multiprocess_mode="livesum"
)
TURNS = Counter("banshi_turns", "Turns answered.", ["channel", "outcome"])
BROKEN = Counter("banshi_turns_broken", "Turns that ended in an apology.", ["channel"])

DAMAGED = Counter(
    "banshi_snapshots_damaged", "Conversations whose snapshot nobody could read.", ["how"]
)

REFUSED = Counter(
    "banshi_guesses_refused", "Codes and numbers not looked at after too many wrong ones.", ["kind"]
)


def begin() -> None:
    """Shows what alerts look at from the beginning, at 0: Prometheus counts from there."""
    for channel in ("web", "wechat"):
        BROKEN.labels(channel)
    for how in ("recovered", "begun_anew"):
        DAMAGED.labels(how)
    for kind in ("code", "ticket"):
        REFUSED.labels(kind)


class Measured:
    """Counts and times every request by route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        first = 0.0

        async def sending(message: Message) -> None:
            nonlocal status, first
            if message["type"] == "http.response.start":
                status, first = message["status"], time.perf_counter()
            await send(message)

        IN_FLIGHT.inc()
        try:
            await self.app(scope, receive, sending)
        finally:
            IN_FLIGHT.dec()
            route = getattr(scope.get("route"), "path", "other")
            REQUESTS.labels(scope["method"], route, status).inc()
            SECONDS.labels(route).observe((first or time.perf_counter()) - began)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Metrics of all processes, for addresses of this machine or its private network."""
    if request.client is None or not _may_see(request.client.host):
        return Response(status_code=404)
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _may_see(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
