"""What an action promises and only the engine can give: a continuation code, a receipt.

Actions hold no store; they leave a place in the text and say in the card what belongs there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import CHINA
from bot.conversation.moving import has_journeys
from bot.conversation.replay import CITED, cites
from bot.guidance.receipt import record, unfold
from bot.replies import Message
from bot.runtime import Runtime
from bot.stores.codes import HOURS, Codes
from bot.stores.conversations import ConversationLog
from bot.stores.turns import OpenTurn, Turns

CODE_PLACE, HOURS_PLACE, RECEIPT_PLACE = "〔码〕", "〔时〕", "〔凭证〕"
PAGE_PLACE, CALENDAR_PLACE = "〔页〕", "〔历〕"
LOOK_BACK = 12
"""Messages looked through for the answer a receipt is wanted for."""


class Promises:
    """Keeps what the messages of a turn promise."""

    def __init__(
        self,
        codes: Codes,
        log: ConversationLog,
        turns: Turns,
        runtime: Runtime,
        *,
        no_receipt: str,
    ) -> None:
        self._turns = turns
        self._nothing = no_receipt
        self._codes = codes
        self._log = log
        self._runtime = runtime

    async def kept(self, turn: OpenTurn, messages: Sequence[Message]) -> tuple[Message, ...]:
        """The messages with every promise kept."""
        return tuple([await self._keep(turn, message) for message in messages])

    async def _keep(self, turn: OpenTurn, message: Message) -> Message:
        wanted = (message.card or {}).get("wants")
        if wanted == "continuation_code" and has_journeys(turn.tracker):
            code = await self._codes.issue(turn.conversation)
            text = message.text.replace(CODE_PLACE, code).replace(HOURS_PLACE, str(HOURS))
            return replace(message, text=text, card={"code": code, "hours": HOURS})
        if wanted == "sheet":
            return await self._sheet(turn, message)
        if wanted == "receipt":
            return await self._receipt(turn, message)
        return message

    async def _sheet(self, turn: OpenTurn, message: Message) -> Message:
        """The addresses of the printable page and of the calendar file of one journey."""
        wanted = message.card or {}
        code = await self._codes.valid(turn.conversation)
        page = f"/sheet/{code}/{wanted['owner']}"
        site = self._runtime.settings.public_url
        text = message.text.replace(HOURS_PLACE, str(HOURS)).replace(PAGE_PLACE, f"{site}{page}")
        links = [{"kind": "print", "href": page}]
        if wanted["dated"]:
            text = text.replace(CALENDAR_PLACE, f"{site}{page}.ics")
            links.append({"kind": "calendar", "href": f"{page}.ics"})
        return replace(message, text=text, card={"code": code, "hours": HOURS, "links": links})

    async def _receipt(self, turn: OpenTurn, message: Message) -> Message:
        said = await self._last_answer(turn)
        found = record(said, self._runtime.guide.catalog, at=datetime.now(CHINA))
        if found is None:
            return replace(message, text=self._nothing, card=None)
        worked = await self._turns.field(turn.conversation, CITED)
        stored = {**found, CITED: json.loads(worked) if worked else None}
        code = await self._codes.keep_receipt(stored, conversation=turn.conversation)
        text = message.text.replace(RECEIPT_PLACE, unfold(found, code))
        return replace(message, text=text, card={**found, "code": code})

    async def _last_answer(self, turn: OpenTurn) -> list[dict[str, Any]]:
        """The bot's messages of the last turn that cites the catalogue, oldest first."""
        entries = await self._log.read(
            turn.conversation, after=max(0, turn.seq - LOOK_BACK), limit=LOOK_BACK
        )
        turns: list[list[dict[str, Any]]] = []
        for entry in entries:
            if entry.sender == "citizen" or not turns:
                turns.append([])
            if entry.sender == "bot" and entry.message.get("kind") != "receipt":
                turns[-1].append(entry.message)
        citing = [t for t in turns if any(cites(m["kind"], m.get("card")) for m in t)]
        return citing[-1] if citing else []
