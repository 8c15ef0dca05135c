"""One message in, one reply out: the lock, Rasa, and the log of what was said."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from functools import partial
from typing import Any

import redis.asyncio
from rasa.engine.exceptions import GraphComponentException
from rasa.model import get_latest_model

from bot.conversation.continuing import Continuing
from bot.conversation.gate import Gate
from bot.conversation.processor import LocalAgent, OneWording
from bot.conversation.promises import Promises
from bot.conversation.record import event_of
from bot.conversation.recovery import Recovery
from bot.conversation.sheet import Sheet, sheet
from bot.conversation.snapshot import UNREADABLE
from bot.conversation.talk import Talk
from bot.conversation.tracker_store import (
    SECONDS_A_DAY,
    TurnState,
    TurnTrackerStore,
)
from bot.errors import (
    BusyError,
    DeskChanged,
    MessageError,
    ModelError,
)
from bot.handoff import words
from bot.privacy.pieces import Line, Open
from bot.replies import Message, Outcome, Reply
from bot.runtime import Runtime
from bot.stores.catalog_watch import CatalogWatch
from bot.stores.codes import Codes, find_code
from bot.stores.connect import connect, redis_url, takes_writes
from bot.stores.conversations import ConversationLog
from bot.stores.news import News
from bot.stores.personal import PersonalData
from bot.stores.turns import ANYBODY, OpenTurn, Turns, Writer
from bot.text.normalise import normalise
from bot.text.segment import tokenizer

logger = logging.getLogger(__name__)
FORGET_ME = "确认删除我的记录"
"""What a person says to have everything deleted; `utter_privacy` of domain.yml offers it."""


class Engine:
    """The assistant of one process; any process may answer any conversation."""

    def __init__(
        self, runtime: Runtime, agent: LocalAgent, client: redis.asyncio.Redis[bytes]
    ) -> None:
        settings = runtime.settings
        expiry = settings.conversation_days * SECONDS_A_DAY
        self.runtime = runtime
        self.agent = agent
        self.client = client
        self.log = ConversationLog(client)
        self.personal = PersonalData(client)
        self.codes = Codes(client)
        self.talk = Talk(runtime, agent)
        nothing = self.talk.words("utter_no_receipt").text
        self.news = News(client)
        self.versions = CatalogWatch(client, seen=runtime.guides.name, switch=self._switch)
        self.gate: Gate | None = None
        self.closing = False
        self.turns = Turns(client, hold_seconds=settings.turn_seconds * 2, expiry_seconds=expiry)
        self.recovery = Recovery(
            client, self.log, self.turns, run=partial(self.talk.run, channel="replay")
        )
        self.continuing = Continuing(
            self.codes,
            self.turns,
            self.recovery,
            self.talk,
            commit=self._commit,
            wait=settings.turn_seconds,
        )
        self.promises = Promises(self.codes, self.log, self.turns, runtime, no_receipt=nothing)

    @classmethod
    async def load(cls, runtime: Runtime) -> Engine:
        """Loads the newest model and warms everything up; raises ModelError, StoreError."""
        settings = runtime.settings
        model = get_latest_model(str(settings.models_dir))
        if model is None:
            raise ModelError(
                f"no trained model in {settings.models_dir}/: run `banshi train` first"
            )
        tokenizer()
        client = connect(redis_url(settings))
        store = TurnTrackerStore(None, window=settings.event_window)
        agent = LocalAgent(tracker_store=store, generator=OneWording({}))
        agent.load_model(model)
        engine = cls(runtime, agent, client)
        await engine.warm_up()
        return engine

    async def warm_up(self) -> None:
        """Makes ready what the first turns would pay for; leaves no trace."""
        guide = self.runtime.guide
        guide.warm_up()
        await self.talk.replay(
            {"slots": {}, "text": "居住证怎么办"}, guide, day=self.runtime.today()
        )

    async def parse(self, text: str) -> dict[str, Any]:
        """What is understood of a text, leaving no trace."""
        parsed: dict[str, Any] = await self.agent.parse_message(text)
        return parsed

    async def answer(
        self,
        conversation: str,
        said: Line,
        *,
        channel: str,
        message_id: str = "",
        begun: bool = False,
        writer: Writer = ANYBODY,
    ) -> dict[str, Any]:
        """Answers one message once; a repeated message id gets the first reply again.

        Raises BusyError when the conversation stays blocked by an earlier message, OftenError
        when its ``writer`` has said too much in this minute, and MessageError where it must have ``begun``
        already and has not.
        """
        seconds = self.runtime.settings.turn_seconds
        while True:
            turn = await self.turns.open(
                conversation, message_id=message_id, wait=seconds, writer=writer
            )
            try:
                return await self._answer_open(turn, said, channel, begun)
            except DeskChanged:
                logger.info("somebody took the conversation over or gave it back: looked at again")
                writer = replace(writer, per_minute=0)

    async def _answer_open(
        self, turn: OpenTurn, said: Line, channel: str, begun: bool
    ) -> dict[str, Any]:
        try:
            if begun and not turn.seq:
                raise MessageError("没有这个会话，或已过期；不带 conversation 再发一次就会开始新的")
            if turn.earlier_reply is not None:
                await self.turns.release(turn)
                return turn.earlier_reply
            text, number = said.after(Open.read(turn.number))
            if number:
                turn = replace(turn, leaves=number.kept())
            return await self._answer_mended(turn, text, channel)
        except BaseException:
            await self.turns.release(turn)
            raise

    async def _answer_mended(self, turn: OpenTurn, text: str, channel: str) -> dict[str, Any]:
        """The answer, also where what was remembered cannot be read any more."""
        try:
            return await self._answer(turn, text, channel)
        except (*UNREADABLE, GraphComponentException):
            mended = await self.recovery.mended(turn)
            if mended is None:
                raise
            return await self._answer(mended, text, channel)

    async def _answer(self, turn: OpenTurn, text: str, channel: str) -> dict[str, Any]:
        if self.gate is not None and self.gate.shut(turn):
            return await self._for_staff(turn, text, channel)
        known = await self.gate.about_ticket(turn, text) if self.gate is not None else None
        if known is not None:
            state = TurnState(turn.tracker)
            return await self._commit(turn, state, text, (known,), "answered", channel)
        if normalise(text) == FORGET_ME:
            return await self._forget_me(turn)
        code = find_code(text)
        if code is not None:
            return await self.continuing.take_up(turn, text, code, channel)
        state = TurnState(turn.tracker)
        messages, outcome = await self.talk.run(turn, state, text, channel)
        messages = await self.promises.kept(turn, messages)
        return await self._commit(turn, state, text, messages, outcome, channel)

    async def _for_staff(self, turn: OpenTurn, text: str, channel: str) -> dict[str, Any]:
        """Logs a message that a person will answer; the bot says nothing."""
        if Gate.leaves(turn, text):
            fields = {"desk": "", "desk_staff": ""}
            messages = (Message("notice", words.LEFT_QUEUE, seq=turn.seq + 2),)
            reply = Reply(messages, turn.conversation, "controlled")
        else:
            fields, reply = {}, Reply((), turn.conversation, "handed_off", "staff")
        fields |= _seen_fields(channel)
        return await self._write(turn, text, reply, fields=fields)

    async def _forget_me(self, turn: OpenTurn) -> dict[str, Any]:
        """Deletes the conversation that asks for it; what it answers is kept nowhere."""
        await self.personal.forget(turn.conversation)
        return Reply(
            (self.talk.words("utter_forgotten"),), turn.conversation, "completed"
        ).as_dict()

    async def _commit(
        self,
        turn: OpenTurn,
        state: TurnState,
        text: str,
        messages: tuple[Message, ...],
        outcome: Outcome,
        channel: str,
    ) -> dict[str, Any]:
        fields: dict[str, str] = {}
        if self.gate is not None:
            messages, fields = await self.gate.settled(turn, messages, outcome, channel)
            fields |= _seen_fields(channel)
        fields |= state.fields
        if turn.notice:
            messages = (self.talk.words(turn.notice), *messages)
        numbered = tuple(replace(m, seq=turn.seq + 1 + i) for i, m in enumerate(messages, 1))
        waits = fields.get("desk") == "HELD"
        reply = Reply(numbered, turn.conversation, "controlled" if waits else outcome)
        if self.gate is None:
            return await self._write(turn, text, reply, tracker=state.after, fields=fields)
        # Worked out before: once it is committed, nothing may break a turn.
        about = event_of(
            conversation=turn.conversation,
            text=text,
            channel=channel,
            outcome=outcome,
            tracker=state.after or turn.tracker,
        )
        made = await self._write(turn, text, reply, tracker=state.after, fields=fields)
        self.gate.events.note(about)
        return made

    async def _write(
        self,
        turn: OpenTurn,
        text: str,
        reply: Reply,
        *,
        tracker: str | None = None,
        fields: dict[str, str],
    ) -> dict[str, Any]:
        made = reply.as_dict()
        if turn.leaves != turn.number:
            fields = {**fields, "number": turn.leaves}
        own = {"from": "citizen", "kind": "text", "text": text, "message_id": turn.message_id}
        said: list[dict[str, Any]] = [own]
        said += [{"from": "bot", **_without_seq(message)} for message in made["messages"]]
        done = await self.turns.commit(turn, tracker=tracker, reply=made, said=said, fields=fields)
        if not done:
            raise BusyError("处理得太慢了，请再发一次")
        return made

    async def rehearse(self, conversation: str, text: str) -> dict[str, Any]:
        """What the bot would say next in a conversation, leaving no trace."""
        tracker = await self.turns.tracker(conversation)
        turn = OpenTurn(conversation, "", "", tracker, 0, "", None)
        state = TurnState(tracker)
        messages, outcome = await self.talk.run(turn, state, text, "console")
        return Reply(messages, conversation, outcome).as_dict()

    async def sheet(self, code: str, owner_id: str, *, address: str = "") -> Sheet | None:
        """The list a continuation code and a service name; reading it does not use the code up.

        Raises GuessesExceeded after too many wrong codes from an address.
        """
        named = find_code(code)
        conversation = await self.codes.stands_for(named, address=address) if named else None
        if named is None or conversation is None:
            return None
        tracker = await self.turns.tracker(conversation)
        guide, today = self.runtime.guide, self.runtime.today()
        return sheet(tracker, owner_id, guide, code=named, today=today)

    def apology(self, conversation: str) -> Reply:
        """The reply to a message whose turn broke: never silence, and nothing is kept."""
        return Reply((self.talk.apology(),), conversation, "failed")

    async def _switch(self, name: str) -> None:
        """Makes another catalogue version, or new words, ready beside the turns under way."""
        await asyncio.to_thread(self.runtime.guides.switch, name)
        logger.info("catalogue: version %s is in force", name)

    async def keeps(self) -> bool:
        """True where Redis answers and takes writes."""
        return await takes_writes(self.client)

    def end_streams(self) -> None:
        """Lets waiting readers go; their clients come back to another process."""
        self.closing = True
        self.news.wake_all()

    async def close(self) -> None:
        """Ends waiting readers and lets go of Redis."""
        self.closing = True
        await self.versions.stop()
        await self.news.stop()
        await self.client.close()


def _seen_fields(channel: str) -> dict[str, str]:
    return {"channel": channel, "citizen_at": str(time.time())}


def _without_seq(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "seq"}
