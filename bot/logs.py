"""Logging, set up before Rasa is loaded: Rasa prints whole trackers at debug level."""

from __future__ import annotations

import logging
import os
import warnings

import structlog

from bot.settings import Settings

QUIET = ("rasa", "tensorflow", "matplotlib", "apscheduler", "jieba", "h5py", "sanic", "asyncio")


def configure(settings: Settings) -> None:
    """Sets level and form of all logs of this process."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore", DeprecationWarning)
    level = getattr(logging, settings.log_level)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.log_json else (
        structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.WARNING)),
        cache_logger_on_first_use=True,
    )
