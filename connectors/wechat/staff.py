"""What staff say during a hand-off reaches the person, however few messages WeChat allows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from dataclasses import dataclass
from typing import Any

import redis

from bot.errors import ChannelError
from bot.stores.conversations import ConversationLog, Entry
from bot.stores.desk import OPEN
from bot.stores.told import Told
from connectors.wechat import words
from connectors.wechat.identity import PREFIX
from connectors.wechat.render import LONGEST_BYTES, Outgoing, split, texts
from connectors.wechat.sender import QuotaUsedUp, Sender, Undeliverable

MERGE_SECONDS = 0.5
"""Lines said this close together go as one message; each message costs quota."""

SWEEP_SECONDS = 5.0

logger = logging.getLogger(__name__)


class StaffLines:
    """The lines of staff that a person has not got yet."""

    def __init__(self, log: ConversationLog, told: Told) -> None:
        self._log = log
        self.told = told

    async def pending(self, conversation: str) -> list[Entry]:
        """Everything new in the log, whoever said it; callers pick out staff."""
        return await self._log.read(conversation, after=await self.told.upto(conversation))

    async def news(self, conversation: str) -> News:
        """New lines as messages of a reply: an account that cannot push gives them so."""
        messages: list[dict[str, Any]] = []
        before = upto = await self.told.upto(conversation)
        while entries := await self._log.read(conversation, after=upto):
            upto = entries[-1].seq
            messages += [{**e.message, "text": line(e)} for e in entries if by_people(e)]
        return News(messages, upto, grew=upto > before)

    async def given(self, conversation: str, news: News) -> None:
        """The lines stand in a reply that will not change any more."""
        if news.grew:
            await self.told.set_upto(conversation, news.upto)


@dataclass(frozen=True)
class News:
    """Lines of staff, up to which line of the log they reach, and whether the log grew."""

    messages: list[dict[str, Any]]
    upto: int
    grew: bool


def by_people(entry: Entry) -> bool:
    """True for lines nobody on WeChat has got as a reply: staff's, and answers they approved."""
    return entry.sender == "staff" or bool(entry.message.get("approved"))


def line(entry: Entry) -> str:
    """One line of staff as the person reads it."""
    text = str(entry.message.get("text", ""))
    own = entry.message.get("kind") == "notice" or entry.sender == "bot"
    return text if own else f"{words.STAFF}{text}"


def merged(entries: list[Entry]) -> list[tuple[str, int]]:
    """Lines joined into as few messages as fit, each with the number of its last line."""
    made: list[tuple[str, int]] = []
    for entry in entries:
        if not by_people(entry):
            continue
        text = "\n".join(texts({"messages": [{**entry.message, "text": line(entry)}]}))
        joined = f"{made[-1][0]}\n{text}" if made else text
        if made and len(joined.encode()) <= LONGEST_BYTES:
            made[-1] = (joined, entry.seq)
        else:
            made.append((text, entry.seq))
    return made


class Teller:
    """Watches conversations that staff have, and sends what they say."""

    def __init__(self, lines: StaffLines, sender: Sender) -> None:
        self._lines = lines
        self._told = lines.told
        self._sender = sender
        self._name = secrets.token_hex(8)
        self._task: asyncio.Task[None] | None = None
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._swept = 0.0

    def start(self) -> None:
        """Begins to watch."""
        self._task = asyncio.create_task(self._watch(), name="wechat staff")

    async def stop(self) -> None:
        """Stops; what was not sent is sent by another process."""
        for task in (self._task, *list(self._telling.values())):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _watch(self) -> None:
        while True:
            try:
                async for conversation in self._told.changed():
                    if conversation.startswith(PREFIX):
                        self._soon(conversation)
                    await self._sweep()
            except redis.RedisError as error:
                logger.warning("wechat staff: Redis does not answer: %s", error)
                await asyncio.sleep(1)

    async def _sweep(self) -> None:
        """Looks after everybody staff write to, so that a lost notice loses no line."""
        now = asyncio.get_running_loop().time()
        if now - self._swept >= SWEEP_SECONDS:
            self._swept = now
            for conversation in await self._told.watched():
                self._soon(conversation)

    def _soon(self, conversation: str) -> None:
        if conversation not in self._telling:
            self._telling[conversation] = asyncio.create_task(self._tell(conversation))

    async def _tell(self, conversation: str) -> None:
        try:
            desk = await self._told.desk(conversation)
            if desk in OPEN:
                await self._told.watch(conversation)
            elif conversation not in await self._told.watched():
                return
            await asyncio.sleep(MERGE_SECONDS)
            if not await self._told.begin(conversation, self._name):
                return
            try:
                everything = await self._send(conversation)
            finally:
                await self._told.end(conversation, self._name)
            if everything and desk not in OPEN:
                await self._told.unwatch(conversation)
        except (ChannelError, redis.RedisError) as error:
            logger.warning("wechat staff, to be tried again: %s", error)
        finally:
            self._telling.pop(conversation, None)

    async def _send(self, conversation: str) -> bool:
        """Sends what is new; False where the person has to write first."""
        while entries := await self._lines.pending(conversation):
            for text, seq in merged(entries):
                try:
                    await self._rest(conversation, text, seq)
                except QuotaUsedUp as error:
                    logger.warning("wechat staff: lines wait for the person to write: %s", error)
                    return False
                except Undeliverable as error:
                    logger.error("wechat staff: a line cannot be sent: %s", error)
                await self._told.set_upto(conversation, seq)
            await self._told.set_upto(conversation, entries[-1].seq)
        return True

    async def _rest(self, conversation: str, text: str, seq: int) -> None:
        """Sends what was not sent yet of a text: a long one takes more than a quota has."""
        parts = split(text)
        for sent in range(await self._told.parts(conversation, seq), len(parts)):
            await self._sender.send(conversation, Outgoing(parts[sent]))
            await self._told.set_parts(conversation, seq, sent + 1)
