"""One WeChat account: answers in time, or makes sure that the answer still arrives.

Every delivery of a message gets what was decided first, in whatever process; the decision is
kept in Redis, so a killed process leaves either no decision (WeChat delivers again) or a push.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.catalog.model import Catalog
from bot.errors import BotError, BusyError
from bot.stores.desk import OPEN
from bot.stores.places import Places
from bot.stores.pushes import Push, Pushes
from bot.stores.wechat import Decision, Late, WechatStore
from connectors.message import InboundMessage
from connectors.wechat import words
from connectors.wechat.account import Account, Assistant
from connectors.wechat.intake import Intake, intake, window
from connectors.wechat.messages import WechatMessage
from connectors.wechat.parts import fetched, split
from connectors.wechat.render import text_reply, texts
from connectors.wechat.staff import News, StaffLines

LAST_DELIVERY = 3
"""WeChat delivers a message three times in all, five seconds apart."""

HOLD_SECONDS = 7.0
"""WeChat hangs up after five; whoever still listens then is told to ask again."""

LOOK_SECONDS = 0.1
BUSY_SECONDS = 40.0
"""Longer than the lock of a killed process holds a conversation."""

LONGEST_FETCH_WORD = 4
"""What is longer than this was no 「好」 or 「1」 said to fetch an answer."""

Listening = Callable[[], Awaitable[bool]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """A delivery and the message to run for it; the two differ when a late answer is fetched."""

    conversation: str
    delivery: str
    message_id: str
    text: str
    otherwise: str = ""
    after: str = ""


class WechatChannel:
    """Takes callbacks and gives the XML to answer with, or None for `success`."""

    def __init__(
        self,
        account: Account,
        assistant: Assistant,
        *,
        store: WechatStore,
        pushes: Pushes,
        places: Places,
        staff: StaffLines,
    ) -> None:
        self.account = account
        self._assistant = assistant
        self._store = store
        self._pushes = pushes
        self._places = places
        self._staff = staff
        self._running: dict[str, asyncio.Task[Decision]] = {}

    async def take(self, message: WechatMessage, listening: Listening) -> str | None:
        """Answers one delivery."""
        identity = self.account.identity
        conversation = identity.conversation(message.sender)
        delivery = identity.delivery(message.key)
        if message.kind == "event" and message.event == "unsubscribe":
            async with self._places.first(conversation, delivery):
                await self._assistant.forget(conversation)
            return None
        late = await self._store.late(conversation)
        decision = await self._store.decided(conversation, delivery)
        if decision is None:
            opened = window(message)
            if opened:
                await self._store.reached(conversation, identity.seal(message.sender), opened)
            said = intake(message, self._catalog(), self.account.districts)
            decision = await self._decision((conversation, delivery), said, late, listening)
        return self._xml(message, decision.text) if decision.text else None

    def apology(self, message: WechatMessage) -> str:
        """The reply where nothing can be read or kept."""
        return self._xml(message, words.FAILED)

    async def _decision(
        self, name: tuple[str, str], said: Intake, late: Late | None, listening: Listening
    ) -> Decision:
        conversation, delivery = name
        if not said.text:
            return await self._fixed(conversation, delivery, said.fixed)
        if said.text in words.MORE_WORDS:
            rest = await self._store.decide_rest(conversation, delivery)
            if rest is not None:
                return rest
        asked = Asked(conversation, delivery, delivery, said.text, said.otherwise)
        if late is not None and late.message_id != delivery:
            text = await self._assistant.masked(conversation, said.text)
            after = words.SAY_AGAIN.format(text=text[:50]) if len(text) > LONGEST_FETCH_WORD else ""
            asked = Asked(conversation, delivery, late.message_id, late.text, after=after)
        return await self._answered(asked, listening)

    async def _fixed(self, conversation: str, delivery: str, text: str) -> Decision:
        """A sentence that needs no assistant; a long list is fetched part by part."""
        if not text:
            return Decision("")
        first, *rest = fetched(split(text))
        if rest:
            await self._store.keep_rest(conversation, rest)
        return await self._store.decide(conversation, delivery, Decision(first))

    async def _answered(self, asked: Asked, listening: Listening) -> Decision:
        attempt = 0
        if not self.account.verified:
            attempt = await self._store.attempts(asked.conversation, asked.delivery)
        task = self._task(asked)
        done, _ = await asyncio.wait({task}, timeout=self.account.wait_seconds)
        if done:
            return task.result()
        if self.account.verified:
            return await self._push_instead(asked)
        return await self._hold(asked, task, listening, last=attempt >= LAST_DELIVERY)

    def _task(self, asked: Asked) -> asyncio.Task[Decision]:
        """The one task of this delivery here; it goes on when the callback stops waiting."""
        running = self._running.get(asked.delivery)
        if running is None:
            running = asyncio.create_task(self._work(asked))
            self._running[asked.delivery] = running
            running.add_done_callback(lambda task: self._ended(asked, task))
        return running

    def _ended(self, asked: Asked, task: asyncio.Task[Decision]) -> None:
        self._running.pop(asked.delivery, None)
        if not task.cancelled() and task.exception() is not None:
            logger.error("wechat: a turn was not kept: %s", task.exception())

    async def _work(self, asked: Asked) -> Decision:
        """Runs the message in its turn and settles the answer."""
        async with self._places.first(asked.conversation, asked.message_id) as place:
            decision = await self._settle(asked, await self._reply(asked))
            place.handed_on = decision.pushed
            return decision

    async def _reply(self, asked: Asked) -> dict[str, Any]:
        message = InboundMessage("wechat", asked.conversation, asked.text, asked.message_id)
        until = asyncio.get_running_loop().time() + BUSY_SECONDS
        while True:
            try:
                return await self._assistant.take(message)
            except BotError as error:
                if isinstance(error, BusyError) and asyncio.get_running_loop().time() < until:
                    continue
                logger.warning("wechat: %s", error)
                return {"messages": [{"text": str(error) or words.FAILED, "options": ()}]}

    async def _settle(self, asked: Asked, reply: dict[str, Any]) -> Decision:
        if asked.otherwise and reply.get("outcome") == "out_of_catalog":
            reply = {"messages": [{"text": asked.otherwise, "options": ()}]}
        news = None if self.account.verified else await self._staff.news(asked.conversation)
        if news is not None:
            queued = await self._staff.told.desk(asked.conversation) in OPEN
            reply = _with_staff(reply, news, queued=queued)
        spare = len(asked.after.encode())
        first, *rest = texts(reply, self._catalog(), spare=spare) or [""]
        if not rest:
            decision = Decision(first + asked.after if first else "")
        elif self.account.verified:
            await self._push(asked)
            decision = Decision(first, pushed=True)
        else:
            first, *rest = fetched([first, *rest])
            await self._store.keep_rest(asked.conversation, rest)
            decision = Decision(first + asked.after)
        stood = await self._store.decide(asked.conversation, asked.delivery, decision)
        if asked.message_id != asked.delivery and stood == decision:
            await self._store.fetched(asked.conversation)
        if news is not None and stood == decision:
            await self._staff.given(asked.conversation, news)
        return stood

    async def _push_instead(self, asked: Asked) -> Decision:
        """`success` now, a 客服 message later; written down before WeChat is told."""
        await self._push(asked)
        decision = Decision("", pushed=True)
        return await self._store.decide(asked.conversation, asked.delivery, decision)

    async def _push(self, asked: Asked) -> None:
        if await self._store.decided(asked.conversation, asked.delivery) is None:
            text = await self._assistant.masked(asked.conversation, asked.text)
            await self._pushes.add(Push(asked.conversation, asked.message_id, text))

    async def _hold(
        self, asked: Asked, task: asyncio.Task[Decision], listening: Listening, *, last: bool
    ) -> Decision:
        """Lets WeChat hang up and deliver again; on the last delivery says how to fetch it."""
        until = asyncio.get_running_loop().time() + HOLD_SECONDS - self.account.wait_seconds
        while not last and asyncio.get_running_loop().time() < until:
            done, _ = await asyncio.wait({task}, timeout=LOOK_SECONDS)
            if done:
                return task.result()
            if not await listening():
                return Decision("")
        text = await self._assistant.masked(asked.conversation, asked.text)
        await self._store.set_late(asked.conversation, Late(asked.message_id, text))
        said = Decision(words.WORKING_ON_IT)
        return await self._store.decide(asked.conversation, asked.delivery, said)

    def _catalog(self) -> Catalog:
        return self._assistant.catalog()

    def _xml(self, message: WechatMessage, content: str) -> str:
        return text_reply(
            to=message.sender, account=message.account, created=message.created, content=content
        )


def _with_staff(reply: dict[str, Any], news: News, *, queued: bool) -> dict[str, Any]:
    """A reply of an account that cannot push: what staff said meanwhile comes first."""
    messages = [*news.messages, *reply["messages"]]
    if queued and reply.get("outcome") == "handed_off" and reply["messages"]:
        messages.append({"text": words.FETCH_STAFF, "options": ()})
    return {**reply, "messages": messages}
