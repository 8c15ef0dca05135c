"""The running process: one FastAPI application for all channels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot import runtime
from bot.settings import Settings
from bot.stores.feedback import FeedbackStream
from bot.stores.rates import Rates
from connectors import metrics
from connectors.console import (
    assist,
    catalog,
    desk,
    editing,
    insight,
    oidc,
    people,
    proposals,
    schedule,
    suggestions,
    tickets,
)
from connectors.console import pages as console_pages
from connectors.console.door import Door
from connectors.console.service import ConsoleService
from connectors.failures import EXPECTED, Failure, failure_of
from connectors.gateway import Gateway
from connectors.headers import Headers
from connectors.limits import Limits, Load
from connectors.metrics import Measured
from connectors.web import (
    api,
    assets,
    docs,
    events,
    feedback,
    health,
    library,
    pages,
    sheet,
    shelves,
)
from connectors.web.missing import refused
from connectors.wechat import router as wechat_router
from connectors.wechat.service import WechatService

if TYPE_CHECKING:
    from bot.conversation.engine import Engine

PARTS = (
    health, metrics, wechat_router, api, events, feedback, shelves, pages, library, sheet, docs, people,
    oidc, assist, desk, tickets, insight, catalog, editing, proposals, schedule, suggestions,
    console_pages,
)  # fmt: skip
"""Whatever has routes."""


def create_app(
    settings: Settings, *, engine: Engine | None = None, ready: Callable[[], None] = lambda: None
) -> FastAPI:
    """The application; without an engine one is loaded when the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loaded = engine or await load_engine()
        loaded.news.start()
        loaded.versions.start()
        app.state.rates = Rates(loaded.client)
        app.state.gateway = Gateway(loaded)
        app.state.feedback = FeedbackStream(loaded.client)
        wechat = WechatService.start(app.state.gateway)
        app.state.wechat = wechat.channel if wechat else None
        console = app.state.console = await ConsoleService.start(app.state.gateway)
        metrics.begin()
        ready()
        yield
        await console.stop()
        if wechat:
            await wechat.stop()
        await loaded.close()

    app = FastAPI(title="Banshi 办事", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(Limits, settings=settings, load=Load())
    app.add_middleware(Door)
    app.add_middleware(Measured)
    app.add_middleware(Headers)
    for part in PARTS:
        app.include_router(part.router)
    app.state.bundle = assets.bundle
    assets.mount(app)
    for kind in EXPECTED:
        app.add_exception_handler(kind, _failed)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(UnicodeEncodeError, _half_a_character)
    return app


async def load_engine() -> Engine:
    """The engine of this process; Rasa is imported here, after logs are configured."""
    from bot.conversation.engine import Engine

    return await Engine.load(runtime.runtime())


def _error(failure: Failure) -> JSONResponse:
    body = {"error": {"code": failure.code, "message": failure.words}}
    return JSONResponse(body, status_code=failure.status, headers=failure.headers)


async def _failed(_: Request, error: Exception) -> JSONResponse:
    return _error(failure_of(error))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    details: list[dict[str, Any]] = getattr(error, "errors", list)()
    shown = "; ".join(f"{'.'.join(map(str, d['loc']))}: {d['msg']}" for d in details[:5])
    return _error(Failure(422, "invalid", shown))


async def _half_a_character(_: Request, error: Exception) -> JSONResponse:
    """JSON may hold half a surrogate pair, which nothing can store."""
    return _error(Failure(422, "invalid", "有不成对的字符（half a surrogate pair）"))
