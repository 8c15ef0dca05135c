"""What a person reads, and a program gets, where a request cannot be met."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import redis

from bot.errors import (
    BotError,
    BusyError,
    HandoffError,
    MessageError,
    OftenError,
    StoreError,
    UnknownServiceError,
)

EXPECTED = (BotError, redis.RedisError)
"""What ``failure_of`` has words for."""

STATUS = {
    MessageError: 400,
    UnknownServiceError: 404,
    HandoffError: 409,
    OftenError: 429,
    BusyError: 503,
    StoreError: 503,
}
RETRY_SECONDS = {429: "60", 503: "2"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """A status of HTTP, a code for programs, words for people."""

    status: int
    code: str
    words: str

    @property
    def headers(self) -> dict[str, str]:
        """When another try makes sense."""
        seconds = RETRY_SECONDS.get(self.status)
        return {"Retry-After": seconds} if seconds else {}


def failure_of(error: Exception) -> Failure:
    """What an error of ours or of Redis means for who asked."""
    if isinstance(error, redis.RedisError):
        logger.error("redis: %s", error)
        return Failure(503, "store", "暂时存不了消息，请稍后再发一次")
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 400)
    return Failure(status, getattr(error, "code", "error"), str(error))
