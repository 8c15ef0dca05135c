"""Merging tickets, against a real Redis: both change or neither, whoever else is at it."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial

import pytest
import redis.asyncio

from bot.errors import BusyError, HandoffError
from bot.insight.merging import merge
from bot.insight.tickets import Ticket, closed, new_number
from bot.stores.tickets import TicketStore

pytestmark = pytest.mark.redis

DRAW = partial(new_number, date(2026, 11, 26))
ROUNDS = 50


async def opened(store: TicketStore) -> str:
    made = Ticket("", "2026-11-26", "2026-12-03", "跑了三趟")
    return await store.add(vars(made), number=DRAW)


async def ticket(store: TicketStore, number: str) -> Ticket:
    found = await store.get(number)
    assert found is not None
    return Ticket(**found)


async def close(store: TicketStore, number: str) -> None:
    await store.change(number, lambda raw: vars(closed(Ticket(**raw), "已处理")))


async def test_one_is_counted_with_the_other(client: redis.asyncio.Redis) -> None:
    store = TicketStore(client)
    one, other, third = [await opened(store) for _ in range(3)]
    assert (await merge(store, one, into=other))["merged_into"] == other
    await merge(store, other, into=third)
    assert (await ticket(store, third)).same == 3


async def test_merged_into_each_other_at_once_one_stays(client: redis.asyncio.Redis) -> None:
    store = TicketStore(client)
    for _ in range(ROUNDS):
        pair = [await opened(store), await opened(store)]
        results = await asyncio.gather(
            merge(store, pair[0], into=pair[1]),
            merge(store, pair[1], into=pair[0]),
            return_exceptions=True,
        )
        refused = [r for r in results if isinstance(r, (BusyError, HandoffError))]
        states = sorted([await ticket(store, number) for number in pair], key=lambda t: t.status)
        assert [(t.status, t.same) for t in states] == [("merged", 1), ("open", 2)]
        assert len(refused) == 1


async def test_merged_into_one_that_is_closed_meanwhile_no_count_is_lost(
    client: redis.asyncio.Redis,
) -> None:
    store = TicketStore(client)
    for wait in range(ROUNDS):
        one, other = await opened(store), await opened(store)

        async def closes(number: str = other, steps: int = wait) -> None:
            for _ in range(steps % 25):
                await asyncio.sleep(0)
            await close(store, number)

        await asyncio.gather(merge(store, one, into=other), closes(), return_exceptions=True)
        left, into = await ticket(store, one), await ticket(store, other)
        counts = (left.status, left.merged_into, into.status, into.same)
        assert counts in {("merged", other, "closed", 2), ("open", "", "closed", 1)}
