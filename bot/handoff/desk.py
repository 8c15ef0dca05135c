"""Staff at work: claim, say, forward, give back and close; every step is atomic and audited.

BOT ── asks ──▶ WAITING ── claim ──▶ HUMAN ── give back ──▶ BOT
 └── take over ──────────────────────▶ │ └── close ──▶ CLOSED (the bot answers again)
WAITING ── waited too long, citizen leaves ──▶ BOT     HUMAN ── idle ──▶ BOT
HUMAN ── put back (staff leave, a supervisor) ──▶ WAITING    HUMAN ── taken from ──▶ HUMAN
BOT ── strict: an answer waits ──▶ HELD ── approve, edit ──▶ BOT,  take over ──▶ HUMAN
(HELD too long: the citizen is told once, and the answer goes on waiting)
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.errors import HandoffError
from bot.handoff import words
from bot.handoff.held import Held
from bot.handoff.hours import Hours
from bot.stores.desk import DeskState, DeskStore, Stepped

PLACES = {"BOT": "由助手接待", "WAITING": "在排队", "HUMAN": "由人工接待", "HELD": "有答复待核对", "CLOSED": "已经结束",
          "ABSENT": "不存在或已过期"}  # fmt: skip

TYPING_SECONDS = 6.0
"""How long one sign of typing is believed; the console gives one every few seconds."""


class Desk:
    """What staff can do with conversations."""

    def __init__(
        self,
        store: DeskStore,
        *,
        wait_minutes: int,
        idle_minutes: int,
        hours: Hours | None = None,
    ) -> None:
        self.store = store
        self._hours = hours
        self._wait = wait_minutes
        self._longest_wait = timedelta(minutes=wait_minutes)
        self._idle = idle_minutes

    async def claim(self, conversation: str, *, staff: str, name: str = "") -> None:
        """Takes a waiting conversation; of many who try at once exactly one gets it."""
        await self._take(conversation, ("WAITING",), staff, name or staff)

    async def take_over(self, conversation: str, *, staff: str, name: str = "") -> None:
        """Takes a conversation from the bot (or the queue) at any time."""
        await self.store.index(conversation)
        await self._take(conversation, ("BOT", "HELD", "WAITING", "CLOSED"), staff, name or staff)

    async def take_from(self, conversation: str, *, staff: str, name: str = "") -> None:
        """Takes a conversation from whoever has it: a colleague who does not come back to it."""
        await self._take(conversation, ("HUMAN",), staff, name or staff)

    async def put_back(self, conversation: str, *, staff: str, by: str) -> None:
        """Puts a conversation ``staff`` has into the queue again, where everybody can take it."""
        _insist(await self._put_back(conversation, staff, by), "退回排队")

    async def put_all_back(self, staff: str, *, by: str) -> int:
        """Puts back all that somebody has who goes; gives how many."""
        mine = [s for s in await self.store.open() if s.desk == "HUMAN" and s.staff == staff]
        return sum([(await self._put_back(s.conversation, staff, by)).done for s in mine])

    async def _put_back(self, conversation: str, staff: str, by: str) -> Stepped:
        step = await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            to="WAITING",
            fields={"desk_staff": "", "desk_name": "", "desk_since": str(time.time()),
                    "typing_until": "0"},
            said=[_notice(words.PUT_BACK)],
        )  # fmt: skip
        if step.done:
            await self._audit("put_back", conversation, by, to=staff)
        return step

    async def say(self, conversation: str, text: str, *, staff: str, name: str = "") -> None:
        """Says something to the citizen; only who has the conversation may."""
        line = {"from": "staff", "kind": "text", "text": text, "staff": name or staff}
        step = await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            fields={"staff_at": str(time.time()), "typing_until": "0"},
            said=[line],
        )
        _insist(step, "发送")
        await self._audit("say", conversation, staff)

    async def read(self, conversation: str, *, upto: int, staff: str) -> None:
        """Remembers how far staff have read."""
        await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            fields={"desk_read": str(upto)},
        )

    async def typing(self, conversation: str, *, staff: str) -> None:
        """Somebody with the conversation is writing; believed for some seconds."""
        until = str(time.time() + TYPING_SECONDS)
        await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            fields={"typing_until": until},
        )

    async def seen(self, conversation: str, *, read: int, typing: bool) -> None:
        """How far the citizen has read, and whether they are writing; staff see both."""
        fields = {"citizen_typing": str(time.time() + TYPING_SECONDS if typing else 0)}
        fields |= {"citizen_read": str(read)} if read else {}
        await self.store.step(conversation, allowed=("WAITING", "HUMAN"), fields=fields)

    async def approve(
        self, conversation: str, *, held: str, staff: str, name: str = "", text: str = ""
    ) -> Held:
        """Lets a held answer go out as it is, or ``text`` in its place; gives what was held.

        Raises HandoffError when it is not the answer somebody looked at any more.
        """
        raw = await self.store.held(conversation)
        found = Held.read(raw)
        if found is None or found.id != held:
            raise HandoffError("这条答复已经有人处理，或群众又说了新的，请重新看一遍")
        said = found.approved()
        if text:
            said = [{"from": "staff", "kind": "text", "text": text, "staff": name or staff}]
        step = await self.store.step(
            conversation,
            allowed=("HELD",),
            to="BOT",
            fields={"held": ""},
            where={"held": raw},
            said=said,
        )
        _insist(step, "核对")
        await self.store.drop(conversation)
        await self._audit("edit" if text else "approve", conversation, staff)
        return found

    async def outlook(self, conversation: str) -> dict[str, Any]:
        """What the citizen may know of the desk: the place in the queue, or who it is with."""
        state = await self.store.state(conversation)
        desk = state.desk if state else "BOT"
        if state and desk == "HUMAN":
            typing = state.typing_until > time.time()
            return {"desk": desk, "staff": state.name, "typing": typing, "read": state.read}
        ahead = await self._ahead(state) if state and desk == "WAITING" else 0
        return {"desk": "BOT" if desk == "HELD" else desk, "ahead": ahead}

    async def _ahead(self, mine: DeskState) -> int:
        earlier = await self.store.open()
        return sum(
            state.desk == "WAITING" and state.since < mine.since
            for state in earlier
            if state.conversation != mine.conversation
        )

    async def forward(
        self,
        conversation: str,
        *,
        staff: str,
        to: str = "",
        name: str = "",
        department: str = "",
        reason: str = "",
    ) -> None:
        """Gives a conversation to a colleague (citizens read their ``name``), or back to the queue
        for a department."""
        if bool(to) == bool(department):
            raise HandoffError("转交给谁：填一位同事，或一个部门")
        shown = f"{department}的工作人员" if department else f"工作人员 {name or to}"
        now = str(time.time())
        fields = {"desk_staff": to, "desk_name": name or to, "desk_department": department,
                  "desk_since": now, "typing_until": "0"}  # fmt: skip
        fields |= {"desk_reason": reason} if reason else {}
        step = await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            to="HUMAN" if to else "WAITING",
            fields=fields,
            said=[_notice(words.FORWARDED.format(to=shown))],
        )
        _insist(step, "转交")
        await self._audit("forward", conversation, staff, to=to or department)

    async def give_back(self, conversation: str, *, staff: str, summary: str = "") -> None:
        """Lets the bot go on, with a summary for the citizen."""
        said = words.GIVEN_BACK.format(summary=f"小结：{summary}" if summary else "").strip()
        await self._end(conversation, "BOT", staff, said)
        await self._audit("give_back", conversation, staff)

    async def close(self, conversation: str, *, staff: str) -> None:
        """Ends the service; the next message goes to the bot."""
        await self._end(conversation, "CLOSED", staff, words.CLOSED)
        await self._audit("close", conversation, staff)

    async def note(self, conversation: str, text: str, *, staff: str) -> None:
        """Keeps a note among staff."""
        await self.store.add_note(conversation, {"at": time.time(), "staff": staff, "text": text})
        await self._audit("note", conversation, staff)

    async def queue(self) -> list[dict[str, Any]]:
        """Everybody who waits or is with a person, with position and seconds."""
        now, position, shown = time.time(), 0, []
        for state in await self.store.open():
            position += state.desk == "WAITING"
            place = position if state.desk == "WAITING" else 0
            seconds = max(0, round(now - state.since))
            shown.append({**vars(state), "position": place, "seconds": seconds})
        return shown

    async def ahead_of(self, conversation: str) -> int:
        """How many wait already, apart from this one."""
        states = await self.store.open()
        return sum(s.desk == "WAITING" and s.conversation != conversation for s in states)

    async def sweep(self) -> int:
        """Tells or sends back who waited too long or fell silent; any process may, at any time."""
        swept = 0
        for state in await self.store.open():
            swept += await self._sweep(state)
        return swept

    async def _sweep(self, state: DeskState) -> bool:
        now = time.time()
        if state.desk == "HELD":
            return await self._tell_held(state)
        if state.desk == "WAITING" and now - state.since > self._wait * 60:
            said = words.WAITED_TOO_LONG.format(minutes=self._wait)
        elif (
            state.desk == "HUMAN"
            and now - max(state.since, state.citizen_at, state.staff_at) > self._idle * 60
        ):
            said = words.IDLE
        else:
            return False
        step = await self.store.step(
            state.conversation,
            allowed=(state.desk,),
            where={"desk_staff": state.staff},
            to="BOT",
            fields={"desk_staff": ""},
            said=[_notice(said)],
        )
        if step.done:
            await self.store.drop(state.conversation)
            await self._audit("timeout", state.conversation, "")
        return step.done

    async def _tell_held(self, state: DeskState) -> bool:
        """Says once that nobody has looked at an answer, while somebody should be there."""
        now = datetime.now(timezone.utc)
        begun = self._hours.opened(now) if self._hours else _moment(0)
        if begun is None or now - max(begun, _moment(state.since)) <= self._longest_wait:
            return False
        said = words.HELD_TOO_LONG.format(minutes=self._wait)
        step = await self.store.step(
            state.conversation,
            allowed=("HELD",),
            where={"held_told": ""},
            fields={"held_told": "1"},
            said=[_notice(said)],
        )
        if step.done:
            await self._audit("held_told", state.conversation, "")
        return step.done

    async def _take(
        self, conversation: str, allowed: tuple[str, ...], staff: str, name: str
    ) -> None:
        now = str(time.time())
        step = await self.store.step(
            conversation,
            allowed=allowed,
            to="HUMAN",
            fields={"desk_staff": staff, "desk_name": name, "desk_since": now, "staff_at": now,
                    "typing_until": "0", "held": ""},
            said=[{**_notice(words.JOINED.format(staff=name)), "staff": name}],
        )  # fmt: skip
        _insist(step, "接入")
        action = {"WAITING": "claim", "HUMAN": "take_from"}.get(step.before, "take_over")
        await self._audit(action, conversation, staff)

    async def _end(self, conversation: str, to: str, staff: str, said: str) -> None:
        step = await self.store.step(
            conversation,
            allowed=("HUMAN",),
            where={"desk_staff": staff},
            to=to,
            fields={"desk_staff": ""},
            said=[_notice(said)],
        )
        _insist(step, "结束")
        await self.store.drop(conversation)

    async def _audit(self, action: str, conversation: str, staff: str, **more: str) -> None:
        await self.store.audit({"who": staff, "what": action, "conversation": conversation, **more})


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def _notice(text: str) -> dict[str, Any]:
    return {"from": "staff", "kind": "notice", "text": text}


def _insist(step: Stepped, what: str) -> None:
    if not step.done:
        owner = f"（{step.staff}）" if step.staff else ""
        place = PLACES.get(step.before, step.before)
        raise HandoffError(f"现在不能{what}：这次会话{place}{owner}")
