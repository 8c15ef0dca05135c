"""The console of one process: put together at start, with the sweep of idle hand-offs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import redis

from bot.conversation.gate import Gate
from bot.guidance.calendar import is_working_day
from bot.handoff.desk import Desk
from bot.handoff.hours import Hours
from bot.publishing import Reviews
from bot.stores.accounts import Accounts
from bot.stores.desk import DeskStore
from bot.stores.events import EventStore
from bot.stores.proposals import ProposalStore
from bot.stores.schedule import Schedule
from bot.stores.signing import SigningStore
from bot.stores.tickets import TicketStore
from bot.stores.told import Told
from bot.stores.wechat import WechatStore
from connectors.console.due import publish_due
from connectors.console.identity import Oidc
from connectors.gateway import Gateway
from connectors.metrics import REFUSED

SWEEP_SECONDS = 20.0
DUE_SECONDS = 2.0
"""How late at most what was scheduled begins to come into force."""

DAY_SECONDS = 86_400
EVENT_DAYS = 400
"""A year and a month: a monthly report can be set against the year before."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WechatReach:
    """客服 messages left, until when (seconds since 1970), and lines the person has not got."""

    left: int
    until: int
    unsent: int


@dataclass
class ConsoleService:
    """Everything the console's routes need."""

    gateway: Gateway
    accounts: Accounts
    desk: Desk
    tickets: TicketStore
    events: EventStore
    wechat: WechatStore
    told: Told
    proposals: ProposalStore
    schedule: Schedule
    reviews: Reviews
    oidc: Oidc | None = None
    glances: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    """By conversation: what its row in the queue said when this much had been said."""
    _tasks: tuple[asyncio.Task[None], ...] = ()

    @classmethod
    async def start(cls, gateway: Gateway) -> ConsoleService:
        """Opens the gate to people and prints the first administrator's one-time password."""
        settings, client = gateway.engine.runtime.settings, gateway.engine.client
        store = DeskStore(client, expiry_seconds=settings.conversation_days * DAY_SECONDS)
        hours = Hours.read(settings.staff_hours, works=is_working_day)
        desk = Desk(
            store,
            wait_minutes=settings.handoff_wait_minutes,
            idle_minutes=settings.handoff_idle_minutes,
            hours=hours,
        )
        made = cls(
            gateway,
            Accounts(client),
            desk,
            TicketStore(client),
            EventStore(client, days=EVENT_DAYS),
            WechatStore(client),
            Told(client, expiry_seconds=settings.conversation_days * DAY_SECONDS),
            ProposalStore(client),
            Schedule(client),
            Reviews(gateway.engine.runtime),
            Oidc(settings, SigningStore(client)) if settings.oidc_issuer else None,
        )
        made.tickets.guessed.refused = REFUSED.labels("ticket").inc
        gateway.engine.gate = Gate(desk, hours, made.tickets, made.events, strict=settings.strict)
        password = await made.accounts.first()
        if password:
            print(f"banshi: console account `admin`, one-time password: {password}", flush=True)
        made._tasks = (
            asyncio.create_task(_every(SWEEP_SECONDS, made._sweep), name="desk sweep"),
            asyncio.create_task(_every(DUE_SECONDS, made._publish), name="scheduled publishing"),
        )
        return made

    async def stop(self) -> None:
        """Ends what runs beside the requests; what was noted is written."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(redis.RedisError):
            await self.events.flush()

    async def reach(self, conversation: str) -> WechatReach:
        """What staff can still send to a person on WeChat; nothing by itself unless verified."""
        found = await self.wechat.reach(conversation)
        unsent = await self.told.unsent(conversation, self.gateway.engine.log)
        if not self.gateway.engine.runtime.settings.wechat_verified:
            return WechatReach(0, 0, unsent)
        return WechatReach(found.left, found.until, unsent)

    async def _sweep(self) -> None:
        await self.desk.sweep()

    async def _publish(self) -> None:
        await publish_due(self.schedule, self.gateway.engine.runtime, self.desk.store)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except redis.RedisError as error:
            logger.warning("console: Redis does not answer: %s", error)
        except Exception:
            # Nothing begins this anew: idle hand-offs and scheduled versions would wait for ever.
            logger.exception("console: to be tried again")
