"""A person who wants to be forgotten is, in figures and tickets too."""

from __future__ import annotations

import secrets
from datetime import date
from functools import partial

import redis.asyncio

from bot.insight.tickets import Ticket, new_number
from bot.stores import keys
from bot.stores.events import EventStore
from bot.stores.feedback import FeedbackStream
from bot.stores.personal import PersonalData
from bot.stores.tickets import TicketStore
from bot.stores.turns import Turns


async def test_events_and_tickets_of_the_forgotten_are_gone_and_those_of_others_stay(
    client: redis.asyncio.Redis,
) -> None:
    events, tickets = EventStore(client, days=400), TicketStore(client)
    turns = Turns(client, hold_seconds=5, expiry_seconds=600)
    mine, other = secrets.token_hex(6), secrets.token_hex(6)
    numbers = {}
    for name in (mine, other):
        for text in ("居住证", "要多少钱"):
            turn = await turns.open(name, wait=2)
            await turns.commit(turn, tracker="{}", reply={}, said=[])
            events.note({"conversation": name, "text": text})
    await events.flush()
    for name in (mine, other):
        made = Ticket("", "2026-11-26", "2026-12-03", "跑了三趟", conversation=name)
        draw = partial(new_number, date(2026, 11, 26))
        numbers[name] = await tickets.add(vars(made), number=draw)
    shown = await PersonalData(client).show(mine)
    assert (shown["events"], shown["tickets"]) == (2, [numbers[mine]])

    await PersonalData(client).forget(mine)

    left = [event["conversation"] for event in await events.read(days=1)]
    assert (left.count(mine), left.count(other)) == (0, 2)
    assert await tickets.get(numbers[mine]) is None
    assert numbers[mine] not in [ticket["number"] for ticket in await tickets.all()]
    assert await tickets.get(numbers[other]) is not None
    assert [key async for key in client.scan_iter(f"{keys.PREFIX}:conv:{{{mine}}}:*")] == []


async def test_what_was_said_about_answers_is_shown_and_forgotten(
    client: redis.asyncio.Redis,
) -> None:
    book, turns = FeedbackStream(client), Turns(client, hold_seconds=5, expiry_seconds=600)
    mine, other = secrets.token_hex(6), secrets.token_hex(6)
    for name in (mine, other):
        await turns.commit(await turns.open(name, wait=2), tracker="{}", reply={}, said=[])
        await book.add({"verdict": "wrong", "conversation": name, "text": f"不对 {name}"})
    (note,) = (await PersonalData(client).show(mine))["feedback"]
    assert note["text"] == f"不对 {mine}"

    await PersonalData(client).forget(mine)
    await book.add({"verdict": "unsolved", "conversation": mine, "text": f"还是不对 {mine}"})

    kept = [note for _, note in await book.read(limit=50_000)]
    assert mine not in str(kept) and f"不对 {other}" in [note["text"] for note in kept]
    assert kept[-1] == {"verdict": "unsolved", "conversation": "", "text": ""}
    assert [key async for key in client.scan_iter(f"{keys.PREFIX}:conv:{{{mine}}}:*")] == []
