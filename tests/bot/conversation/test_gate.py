"""Strict mode at the gate: nothing about a service goes out before somebody has looked at it."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from datetime import date
from functools import partial

import pytest
import redis.asyncio

from bot.conversation.gate import Gate
from bot.handoff import words
from bot.handoff.desk import Desk
from bot.handoff.held import Held
from bot.handoff.hours import Hours
from bot.insight.tickets import Ticket, new_number
from bot.replies import Message
from bot.stores.desk import DeskStore
from bot.stores.events import EventStore
from bot.stores.guesses import OF_CONVERSATION
from bot.stores.tickets import TicketStore
from bot.stores.turns import Turns

FEE = Message("fee", "补办要 40 元", {"service_id": "id-card-replace"})
DAY = date(2026, 11, 23)
ALWAYS = Hours.read("daily 00:00-23:59", works=lambda _: True)
NEVER = Hours.read("00:00-00:01", works=lambda _: False)


@pytest.fixture()
def turns(client: redis.asyncio.Redis) -> Turns:
    return Turns(client, hold_seconds=5, expiry_seconds=600)


def gate(client: redis.asyncio.Redis, *, hours: Hours = ALWAYS, strict: bool = True) -> Gate:
    desk = Desk(DeskStore(client, expiry_seconds=600), wait_minutes=15, idle_minutes=30)
    return Gate(desk, hours, TicketStore(client), EventStore(client, days=1), strict=strict)


async def asked(
    gate: Gate, turns: Turns, name: str, message: Message, outcome: str = "answered"
) -> tuple[Message, ...]:
    """One turn with this answer; what the citizen gets of it."""
    turn = await turns.open(name, wait=2)
    said, fields = await gate.settled(turn, (message,), outcome, "web")  # type: ignore[arg-type]
    lines = [{"from": "citizen", "text": "？"}, *({"from": "bot", "text": m.text} for m in said)]
    await turns.commit(turn, tracker=None, reply={}, said=lines, fields=fields)
    return said


async def test_an_answer_waits_and_the_citizen_is_told_so(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    strict, name = gate(client), secrets.token_hex(6)
    (said,) = await asked(strict, turns, name, FEE)
    assert "40" not in said.text and "核对" in said.text
    held = Held.read(await strict.desk.store.held(name))
    assert held is not None and held.text == FEE.text


async def test_ticket_numbers_are_not_found_by_trying(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    free, address = gate(client, strict=False), f"203.0.113.{secrets.randbelow(250)}"
    name = secrets.token_hex(6)
    turn = replace(await turns.open(name, wait=2), address=address)
    told = [await free.about_ticket(turn, "T260101-000001 到哪了") for _ in range(OF_CONVERSATION)]
    assert {message.text for message in told if message} == {words.NO_TICKET}
    made, draw = Ticket("", "2026-11-23", "2026-11-30", "排队太久"), partial(new_number, DAY)
    number = await free.tickets.add(asdict(made), number=draw)
    refused = await free.about_ticket(turn, f"{number} 到哪了")
    assert refused is not None and refused.text == words.TICKETS_TOO_OFTEN
    other = replace(await turns.open(secrets.token_hex(6), wait=2), address=address)
    heard = await free.about_ticket(other, f"{number} 到哪了")
    assert heard is not None and number in heard.text, "somebody else at the same address"


async def test_while_nobody_is_there_the_citizen_is_not_promised_an_answer_soon(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    strict = gate(client)
    (before,) = await asked(strict, turns, secrets.token_hex(6), FEE)
    await strict.desk.store.here("an")
    (after,) = await asked(strict, turns, secrets.token_hex(6), FEE)
    await strict.desk.store.here("an", status="away")
    assert ("没有工作人员在线" in before.text, "12345" in before.text) == (True, True)
    assert "马上" in after.text


async def test_a_second_question_waits_behind_the_first(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    strict, name = gate(client), secrets.token_hex(6)
    await asked(strict, turns, name, FEE)
    first = Held.read(await strict.desk.store.held(name))
    await asked(strict, turns, name, Message("duration", "10 个工作日"))
    both = Held.read(await strict.desk.store.held(name))
    assert first is not None and both is not None
    assert (both.text, both.id != first.id) == ("补办要 40 元\n10 个工作日", True)


async def test_outside_hours_the_citizen_learns_when_somebody_will_look(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    (said,) = await asked(gate(client, hours=NEVER), turns, secrets.token_hex(6), FEE)
    assert "不是人工在线的时间" in said.text and "12345" in said.text


async def test_a_receipt_of_a_complaint_is_not_held(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    strict, name = gate(client), secrets.token_hex(6)
    pin = {"pin": {"service": "", "step": "", "material": "", "district": "宝安区"}, "words": "慢"}
    (said,) = await asked(strict, turns, name, Message("ticket", "x", pin), "ticketed")
    assert said.card is not None
    ticket = await strict.tickets.get(said.card["number"])
    assert ticket is not None and ticket["district"] == "宝安区"
    assert await strict.desk.store.held(name) == ""


async def test_without_strict_mode_answers_go_out(
    client: redis.asyncio.Redis, turns: Turns
) -> None:
    (said,) = await asked(gate(client, strict=False), turns, secrets.token_hex(6), FEE)
    assert said == FEE
