"""Logging, set up before Rasa is loaded: masked, one line a record, with the request it is about.

Rasa prints whole trackers at debug level and httpx prints addresses with WeChat's token in
them, so their loggers start at warnings.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import orjson
import structlog

from bot.privacy.masking import mask
from bot.settings import Settings

QUIET = (
    "rasa", "rasa_sdk", "tensorflow", "matplotlib", "apscheduler", "jieba", "h5py", "sanic",
    "asyncio", "uvicorn", "httpx", "httpcore",
)  # fmt: skip
OF_OTHERS = (
    "DeprecationWarning",
    "Slot auto-fill has been removed",
    "'RulePolicy' is not included",
)
"""Warnings nobody here can act on: libraries about libraries (sanic turns them on again whenever it
is loaded), Rasa about slots that nothing fills by itself, and about RulePolicy, which ours is."""

BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\x1b": "\\e", "\u2028": "\\n", "\u2029": "\\n"})
"""What could make one record look like two, or colour a terminal (CWE-117)."""

request: ContextVar[str] = ContextVar("request", default="")
conversation: ContextVar[str] = ContextVar("conversation", default="")


def configure(settings: Settings) -> None:
    """Sets level and form of all logs of this process."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").addFilter(worth_reading)
    level = getattr(logging, settings.log_level)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if settings.log_json else PlainFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            masked,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.WARNING)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def worth_reading(warning: logging.LogRecord) -> bool:
    """False for warnings of `OF_OTHERS`; what Rasa says about training data is read."""
    said = warning.getMessage()
    return not any(noise in said for noise in OF_OTHERS)


def pseudonym(conversation_id: str) -> str:
    """A short hash: records of one conversation can be put together, and the id stays secret."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:12]


def masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that masks every value."""
    return {
        name: value if isinstance(value, int) else mask(str(value)) for name, value in event.items()
    }


class PlainFormatter(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as masked text; only a stack trace takes more than one line."""
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}{_about()} "
        message = line + record.getMessage().translate(BREAKS)
        return mask(f"{message}\n{trace}" if trace else message)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with level, logger, request and conversation, masked."""
        fields = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
            "request": request.get(),
            "conversation": conversation.get(),
            "process": record.process,
        }
        if record.exc_info:
            fields["error"] = mask(self.formatException(record.exc_info))
        return orjson.dumps({k: v for k, v in fields.items() if v != ""}).decode()


def _about() -> str:
    about = [f"{name}={value}" for name, value in _context() if value]
    return f" [{' '.join(about)}]" if about else ""


def _context() -> tuple[tuple[str, str], ...]:
    return (("request", request.get()), ("conversation", conversation.get()))
