"""Puts in force what was scheduled, once its time has come."""

from __future__ import annotations

import asyncio
import logging
import time

from bot.errors import BotError
from bot.publishing import publish, review
from bot.runtime import Runtime
from bot.stores.desk import DeskStore
from bot.stores.schedule import Schedule, Scheduled
from connectors.console.basis import must_be_current

logger = logging.getLogger(__name__)


async def publish_due(waiting: Schedule, runtime: Runtime, book: DeskStore) -> int:
    """Publishes what is due; any process may call it at any time, one does the work."""
    due = [e for e in await waiting.all() if not e.failed and e.at <= time.time()]
    token = await waiting.begin() if due else ""
    if not token:
        return 0
    try:
        return sum([await _publish(waiting, runtime, book, entry) for entry in due])
    finally:
        await waiting.end(token)


async def _publish(waiting: Schedule, runtime: Runtime, book: DeskStore, entry: Scheduled) -> bool:
    try:
        await asyncio.to_thread(_put, runtime, entry)
    except (BotError, OSError) as error:
        logger.error("catalogue: %s, due now, is not published: %s", entry.version, error)
        await waiting.failed(entry, str(error))
        return False
    await waiting.remove(entry.version)
    await book.audit({"who": entry.by, "what": "catalog_publish", "to": entry.version})
    return True


def _put(runtime: Runtime, entry: Scheduled) -> None:
    must_be_current(runtime, entry.version)
    reviewed = review(runtime, entry.version)
    publish(runtime, reviewed, by=entry.by, force=entry.forced, reason=entry.reason)
