"""Tickets in Redis: each complaint under a number of its own, once."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date
from functools import partial
from itertools import chain, repeat

import pytest
import redis.asyncio

from bot.errors import BusyError
from bot.insight.tickets import Ticket, new_number
from bot.stores import tickets
from bot.stores.personal import PersonalData
from bot.stores.tickets import TicketStore

DRAW = partial(new_number, date(2026, 11, 26))


def complaint(said: str, *, conversation: str = "") -> dict[str, object]:
    return vars(Ticket("", "2026-11-26", "2026-12-03", said, conversation=conversation))


async def test_a_number_that_is_taken_is_drawn_again(client: redis.asyncio.Redis) -> None:
    store, taken, free = TicketStore(client), DRAW(), DRAW()
    draws = iter((taken, taken, free))
    first = await store.add(complaint("跑了三趟"), number=lambda: next(draws))
    second = await store.add(complaint("没人接电话"), number=lambda: next(draws))
    assert (first, second) == (taken, free)
    found = [await store.get(number) for number in (taken, free)]
    assert [one and one["words"] for one in found] == ["跑了三趟", "没人接电话"]


async def test_with_no_number_free_nothing_is_lost_or_replaced(
    client: redis.asyncio.Redis,
) -> None:
    store, taken = TicketStore(client), DRAW()
    await store.add(complaint("跑了三趟"), number=lambda: taken)
    draws = chain(repeat(taken, 100), (DRAW(),))
    with pytest.raises(BusyError):
        await store.add(complaint("没人接电话"), number=lambda: next(draws))
    kept = await store.get(taken)
    assert kept is not None and kept["words"] == "跑了三趟"


async def test_one_complaint_that_comes_ten_times_at_once_is_one_ticket(
    client: redis.asyncio.Redis,
) -> None:
    store, name = TicketStore(client), secrets.token_hex(6)
    made = complaint("跑了三趟", conversation=name)
    adding = (store.add(made, number=DRAW, once=f"{name}:7") for _ in range(10))
    (number,) = set(await asyncio.gather(*adding))
    assert (await PersonalData(client).show(name))["tickets"] == [number]
    listed = [one for one in await store.all() if one["conversation"] == name]
    assert [one["number"] for one in listed] == [number]


async def test_all_are_all_and_the_latest_come_first(
    client: redis.asyncio.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "PAGE", 2)
    store, name = TicketStore(client), secrets.token_hex(6)
    made = [await store.add(complaint("x", conversation=name), number=DRAW) for _ in range(5)]
    listed = [one["number"] for one in await store.all() if one["conversation"] == name]
    assert listed == made[::-1]
    assert [one["number"] for one in await store.all(limit=3)] == made[:1:-1]
