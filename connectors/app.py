"""The running process: one FastAPI application for all channels."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from bot import runtime
from bot.errors import BotError, BusyError, MessageError, StoreError, UnknownServiceError
from bot.settings import Settings
from bot.stores.feedback import FeedbackStream
from connectors.gateway import Gateway
from connectors.web import api, assets, events, feedback, health, library, pages
from connectors.wechat import router as wechat_router
from connectors.wechat.service import WechatService

logger = logging.getLogger(__name__)

STATUS = {MessageError: 400, UnknownServiceError: 404, BusyError: 503, StoreError: 503}


def create_app(settings: Settings, *, started: float | None = None) -> FastAPI:
    """The application; the engine is loaded when the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        from bot.conversation.engine import Engine

        engine = await Engine.load(runtime.runtime())
        engine.news.start()
        engine.versions.start()
        app.state.gateway = Gateway(engine)
        app.state.feedback = FeedbackStream(engine.client)
        wechat = WechatService.start(app.state.gateway)
        app.state.wechat = wechat.channel if wechat else None
        if started is not None:
            seconds = time.perf_counter() - started
            print(
                f"banshi: ready on http://{settings.host}:{settings.port} after {seconds:.1f} s",
                flush=True,
            )
        yield
        if wechat:
            await wechat.stop()
        await engine.close()

    app = FastAPI(title="Banshi 办事", lifespan=lifespan)
    app.include_router(health.router)
    app.include_router(wechat_router.router)
    app.include_router(api.router)
    app.include_router(events.router)
    app.include_router(feedback.router)
    app.include_router(pages.router)
    app.include_router(library.router)
    assets.mount(app)
    app.add_exception_handler(BotError, _bot_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(redis.RedisError, _store_error)
    return app


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)


async def _bot_error(_: Request, error: Exception) -> JSONResponse:
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 400)
    return _error(status, getattr(error, "code", "error"), str(error))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    details = getattr(error, "errors", list)()
    shown = "; ".join(f"{'.'.join(map(str, d['loc']))}: {d['msg']}" for d in details[:5])
    return _error(422, "invalid", shown)


async def _store_error(_: Request, error: Exception) -> JSONResponse:
    logger.error("redis: %s", error)
    return _error(503, "store", "暂时存不了消息，请稍后再发一次")
