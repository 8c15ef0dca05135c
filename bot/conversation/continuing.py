"""A continuation code (续办码): the conversation it stands for moves to where it is said."""

from __future__ import annotations

from typing import Any, Protocol

from bot.conversation.moving import move
from bot.conversation.recovery import Recovery
from bot.conversation.talk import Talk
from bot.conversation.tracker_store import TurnState
from bot.errors import DeskChanged, GuessesExceeded
from bot.guidance.buttons import RESUME
from bot.replies import Message, Outcome
from bot.stores.codes import Codes
from bot.stores.turns import OpenTurn, Turns


class Commit(Protocol):
    """Writes a turn whole and gives its reply as JSON."""

    async def __call__(
        self,
        turn: OpenTurn,
        state: TurnState,
        text: str,
        messages: tuple[Message, ...],
        outcome: Outcome,
        channel: str,
    ) -> dict[str, Any]: ...


class Continuing:
    """Takes conversations up again elsewhere; each code is used once."""

    def __init__(
        self,
        codes: Codes,
        turns: Turns,
        recovery: Recovery,
        talk: Talk,
        *,
        commit: Commit,
        wait: float,
    ) -> None:
        self._codes = codes
        self._turns = turns
        self._recovery = recovery
        self._talk = talk
        self._commit = commit
        self._wait = wait

    async def take_up(self, turn: OpenTurn, text: str, code: str, channel: str) -> dict[str, Any]:
        """The reply to a code: what it stands for goes on here, or why it does not.

        Raises BusyError, and gives the code back, where the other conversation stays taken for
        ``wait`` seconds.
        """
        try:
            source = await self._codes.redeem(code, by=turn.conversation, address=turn.address)
        except GuessesExceeded:
            source, said = None, "utter_code_too_often"
        else:
            said = "utter_code_unknown" if source is None else "utter_code_taken"
        notice = self._talk.words(said)
        state = TurnState(turn.tracker)
        if source is None:
            return await self._commit(turn, state, text, (notice,), "refused", channel)
        if source == turn.conversation:
            messages, outcome = await self._talk.run(turn, state, RESUME.say, channel)
            return await self._commit(turn, state, text, (notice, *messages), outcome, channel)
        other: OpenTurn | None = None
        try:
            other = await self._turns.open(source, wait=self._wait)
            other = await self._recovery.mended(other) or other
            left, state.before = move(other.tracker, turn.tracker)
            messages, outcome = await self._talk.run(turn, state, RESUME.say, channel)
            reply = await self._commit(turn, state, text, (notice, *messages), outcome, channel)
        except BaseException:
            await self._codes.give_back(code, source)
            if other is not None:
                await self._turns.release(other)
            raise
        try:
            await self._turns.commit(other, tracker=left, reply={}, said=())
        except DeskChanged:
            # It has gone on here already: what staff took there keeps its journeys, and is freed.
            await self._turns.release(other)
        return reply
