"""The console of one process: put together at start, with the sweep of idle hand-offs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass

import redis

from bot.conversation.gate import Gate
from bot.guidance.calendar import is_working_day
from bot.handoff.desk import Desk
from bot.handoff.hours import Hours
from bot.stores.accounts import Accounts
from bot.stores.desk import DeskStore
from bot.stores.events import EventStore
from bot.stores.tickets import TicketStore
from bot.stores.wechat import WechatStore
from connectors.gateway import Gateway

SWEEP_SECONDS = 20.0
DAY_SECONDS = 86_400
EVENT_DAYS = 400
"""A year and a month: a monthly report can be set against the year before."""

logger = logging.getLogger(__name__)


@dataclass
class ConsoleService:
    """Everything the console's routes need."""

    gateway: Gateway
    accounts: Accounts
    desk: Desk
    tickets: TicketStore
    events: EventStore
    wechat: WechatStore
    _task: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, gateway: Gateway) -> ConsoleService:
        """Opens the gate to people and prints the first administrator's one-time password."""
        settings, client = gateway.engine.runtime.settings, gateway.engine.client
        store = DeskStore(client, expiry_seconds=settings.conversation_days * DAY_SECONDS)
        desk = Desk(
            store,
            wait_minutes=settings.handoff_wait_minutes,
            idle_minutes=settings.handoff_idle_minutes,
        )
        made = cls(
            gateway,
            Accounts(client),
            desk,
            TicketStore(client),
            EventStore(client, days=EVENT_DAYS),
            WechatStore(client),
        )
        hours = Hours.read(settings.staff_hours, works=is_working_day)
        gateway.engine.gate = Gate(desk, hours, made.tickets, made.events, strict=settings.strict)
        password = await made.accounts.first()
        if password:
            print(f"banshi: console account `admin`, one-time password: {password}", flush=True)
        made._task = asyncio.create_task(made._sweep(), name="desk sweep")
        return made

    async def stop(self) -> None:
        """Ends the sweep."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.desk.sweep()
            except redis.RedisError as error:
                logger.warning("desk: Redis does not answer: %s", error)
