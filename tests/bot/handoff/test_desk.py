"""Who answers a conversation, against a real Redis: one wins, and the bot keeps silent."""

from __future__ import annotations

import asyncio
import secrets
import time

import pytest
import redis.asyncio

from bot.errors import DeskChanged, HandoffError
from bot.handoff.desk import Desk
from bot.handoff.held import Held
from bot.handoff.hours import Hours
from bot.replies import Message
from bot.stores.connect import connect
from bot.stores.conversations import ConversationLog
from bot.stores.desk import DeskStore
from bot.stores.turns import Turns
from tests.faults.lost_replies import lossy_way

RACES = 1000
NEVER = Hours.read("00:00-00:01", works=lambda _: False)
WAITING = {"desk": "WAITING", "desk_since": "1", "channel": "web"}


@pytest.fixture()
def desk(client: redis.asyncio.Redis) -> Desk:
    return Desk(DeskStore(client, expiry_seconds=600), wait_minutes=15, idle_minutes=30)


@pytest.fixture()
def turns(client: redis.asyncio.Redis) -> Turns:
    return Turns(client, hold_seconds=5, expiry_seconds=600)


async def said(turns: Turns, name: str, *, fields: dict[str, str] | None = None) -> None:
    turn = await turns.open(name, wait=2)
    await turns.commit(
        turn, tracker=None, reply={}, said=[{"from": "citizen", "text": "转人工"}], fields=fields
    )


async def waiting(desk: Desk, turns: Turns) -> str:
    name = secrets.token_hex(6)
    await desk.store.index(name)
    await said(turns, name, fields=WAITING)
    return name


async def test_of_two_who_claim_at_once_exactly_one_wins_a_thousand_times(
    desk: Desk, turns: Turns
) -> None:
    wins = {"an": 0, "bo": 0}
    for _ in range(RACES):
        name = await waiting(desk, turns)
        results = await asyncio.gather(
            *(desk.claim(name, staff=who) for who in wins), return_exceptions=True
        )
        refused = [r for r in results if isinstance(r, HandoffError)]
        assert len(refused) == 1
        state = await desk.store.state(name)
        assert state is not None
        winner = list(wins)[results.index(None)]
        assert (state.desk, state.staff) == ("HUMAN", winner)
        wins[winner] += 1
        await desk.give_back(name, staff=winner)
    assert sum(wins.values()) == RACES


async def test_an_answer_under_way_is_not_said_once_a_person_took_over(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = secrets.token_hex(6)
    await said(turns, name)
    turn = await turns.open(name, wait=2)
    await desk.take_over(name, staff="an")
    with pytest.raises(DeskChanged):
        await turns.commit(turn, tracker="{}", reply={}, said=[{"from": "bot", "text": "x"}])
    await turns.release(turn)
    log = await ConversationLog(client).read(name)
    assert [entry.sender for entry in log] == ["citizen", "staff"]


async def test_only_who_has_the_conversation_may_speak_in_it(desk: Desk, turns: Turns) -> None:
    name = await waiting(desk, turns)
    await desk.claim(name, staff="an")
    with pytest.raises(HandoffError, match="an"):
        await desk.say(name, "你好", staff="bo")
    await desk.say(name, "你好", staff="an")


async def test_given_back_with_a_summary_the_citizen_reads_it_and_not_the_notes(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = await waiting(desk, turns)
    await desk.claim(name, staff="an")
    await desk.note(name, "常来的企业", staff="an")
    await desk.give_back(name, staff="an", summary="已约周三到窗口")
    entries = await ConversationLog(client).read(name)
    assert all(abs(entry.message["at"] - time.time()) < 60 for entry in entries)
    texts = [entry.message["text"] for entry in entries]
    assert "已约周三到窗口" in texts[-1]
    assert not any("常来的企业" in text for text in texts)
    assert [note["text"] for note in await desk.store.notes(name)] == ["常来的企业"]
    assert name not in [item["conversation"] for item in await desk.queue()]


async def test_forwarded_to_a_colleague_or_a_department(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = await waiting(desk, turns)
    await desk.claim(name, staff="an")
    await desk.forward(name, staff="an", to="bo", name="王老师")
    assert (await desk.outlook(name))["staff"] == "王老师"
    assert "工作人员 王老师" in (await ConversationLog(client).read(name))[-1].message["text"]
    with pytest.raises(HandoffError):
        await desk.say(name, "你好", staff="an")
    await desk.forward(name, staff="bo", department="公安")
    state = await desk.store.state(name)
    assert state is not None
    assert (state.desk, state.staff, state.department) == ("WAITING", "", "公安")


async def test_a_conversation_nobody_comes_back_to_is_taken_from_who_has_it(
    desk: Desk, turns: Turns
) -> None:
    name = await waiting(desk, turns)
    await desk.claim(name, staff="an")
    await desk.take_from(name, staff="bo", name="班长")
    state = await desk.store.state(name)
    assert state is not None and (state.desk, state.staff, state.name) == ("HUMAN", "bo", "班长")
    with pytest.raises(HandoffError):
        await desk.say(name, "你好", staff="an")
    with pytest.raises(HandoffError):
        await desk.put_back(name, staff="an", by="bo")


async def test_who_goes_leaves_all_conversations_in_the_queue_and_the_citizens_know(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    mine, other, staff = (
        await waiting(desk, turns),
        await waiting(desk, turns),
        secrets.token_hex(4),
    )
    await desk.claim(mine, staff=staff)
    await desk.claim(other, staff="bo")
    assert await desk.put_all_back(staff, by="chief") == 1
    states = [await desk.store.state(name) for name in (mine, other)]
    assert [(s.desk, s.staff) for s in states if s] == [("WAITING", ""), ("HUMAN", "bo")]
    assert "重新排队" in (await ConversationLog(client).read(mine))[-1].message["text"]
    await desk.claim(mine, staff="bo")


async def test_who_waited_too_long_goes_back_to_the_bot_with_a_word(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = await waiting(desk, turns)
    await desk.sweep()
    state = await desk.store.state(name)
    assert state is not None and state.desk == "BOT"
    assert "12345" in (await ConversationLog(client).read(name))[-1].message["text"]


async def test_a_conversation_that_is_gone_cannot_be_claimed(desk: Desk) -> None:
    with pytest.raises(HandoffError, match="不存在"):
        await desk.claim("gone", staff="an")


async def test_a_citizen_sees_the_place_in_the_queue_then_who_writes_and_what_was_read(
    desk: Desk, turns: Turns
) -> None:
    first, second = await waiting(desk, turns), secrets.token_hex(6)
    await desk.store.index(second)
    await said(turns, second, fields={**WAITING, "desk_since": "2"})
    early = await desk.outlook(second)
    await desk.claim(first, staff="bo")
    later = await desk.outlook(second)
    assert (later["desk"], later["ahead"]) == ("WAITING", early["ahead"] - 1)
    await desk.claim(second, staff="an", name="安小姐")
    await desk.read(second, upto=1, staff="an")
    shown = {"desk": "HUMAN", "staff": "安小姐", "typing": False, "read": 1}
    assert await desk.outlook(second) == shown
    await desk.typing(second, staff="bo")
    assert await desk.outlook(second) == shown
    await desk.typing(second, staff="an")
    assert await desk.outlook(second) == {**shown, "typing": True}
    await desk.say(second, "您好", staff="an")
    assert await desk.outlook(second) == shown
    await desk.give_back(second, staff="an")
    assert await desk.outlook(second) == {"desk": "BOT", "ahead": 0}


def answer(text: str) -> Message:
    return Message("fee", text, {"service_id": "id-card-first"})


async def held(turns: Turns, desk: Desk, name: str, *texts: str) -> Held:
    """A conversation in strict mode with answers that wait."""
    kept: Held | None = None
    for text in texts:
        kept = Held.after(kept, (answer(text),), "answered")
        await desk.store.index(name)
        waits = {"desk": "HELD", "held": kept.kept(), "desk_since": str(kept.at)}
        await said(turns, name, fields={**waits, "channel": "web"})
    assert kept is not None
    return kept


async def test_what_is_held_goes_out_once_approved_with_its_card(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = secrets.token_hex(6)
    waits = await held(turns, desk, name, "不收费")
    assert [item["desk"] for item in await desk.queue() if item["conversation"] == name] == ["HELD"]
    await desk.approve(name, held=waits.id, staff="an")
    last = (await ConversationLog(client).read(name))[-1]
    assert (last.sender, last.message["text"]) == ("bot", "不收费")
    assert last.message["card"] == {"service_id": "id-card-first"}
    with pytest.raises(HandoffError):
        await desk.approve(name, held=waits.id, staff="bo")


async def test_an_answer_nobody_has_seen_does_not_go_out_with_the_one_approved(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = secrets.token_hex(6)
    looked_at = await held(turns, desk, name, "不收费")
    await held(turns, desk, name, "不收费", "十个工作日")
    with pytest.raises(HandoffError, match="重新看"):
        await desk.approve(name, held=looked_at.id, staff="an")
    log = await ConversationLog(client).read(name)
    assert {entry.sender for entry in log} == {"citizen"}


async def test_taken_over_instead_the_held_answer_is_never_said(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = secrets.token_hex(6)
    waits = await held(turns, desk, name, "不收费")
    await desk.take_over(name, staff="an")
    with pytest.raises(HandoffError):
        await desk.approve(name, held=waits.id, staff="bo")
    assert await desk.store.held(name) == ""
    log = await ConversationLog(client).read(name)
    assert "不收费" not in [entry.message["text"] for entry in log]


async def test_whose_answer_waits_too_long_is_told_once_and_still_gets_it(
    desk: Desk, turns: Turns, client: redis.asyncio.Redis
) -> None:
    name = secrets.token_hex(6)
    waits = await held(turns, desk, name, "不收费")
    await desk.sweep()
    assert [entry.sender for entry in await ConversationLog(client).read(name)] == ["citizen"]
    await said(turns, name, fields={"desk_since": "1"})
    closed = Desk(desk.store, wait_minutes=15, idle_minutes=30, hours=NEVER)
    for each in (closed, desk, desk):
        await each.sweep()
    told = [
        e.message["text"] for e in await ConversationLog(client).read(name) if e.sender == "staff"
    ]
    assert len(told) == 1
    assert "12345" in told[0] and "窗口" in told[0] and "不收费" not in told[0]
    await desk.approve(name, held=waits.id, staff="an")
    assert (await ConversationLog(client).read(name))[-1].message["text"] == "不收费"


async def test_staff_see_how_far_the_citizen_has_read_and_that_they_write(
    desk: Desk, turns: Turns
) -> None:
    name = await waiting(desk, turns)
    await desk.claim(name, staff="an")
    await desk.seen(name, read=2, typing=True)
    state = await desk.store.state(name)
    assert state is not None
    assert (state.citizen_read, state.citizen_typing > 0) == (2, True)


async def test_a_step_whose_reply_is_lost_is_taken_once(
    desk: Desk, turns: Turns, redis_url: str
) -> None:
    name = await waiting(desk, turns)
    async with lossy_way(redis_url) as way:
        client = connect(way.url)
        far = Desk(DeskStore(client, expiry_seconds=600), wait_minutes=15, idle_minutes=30)
        await far.read(name, upto=0, staff="an")
        way.lose()
        await far.claim(name, staff="an")
        way.lose()
        await far.say(name, "您好", staff="an")
        await far.say(name, "您好", staff="an")
        way.lose()
        await far.give_back(name, staff="an")
        lines = [entry.message["text"] for entry in await ConversationLog(client).read(name)]
        assert (way.lost, len(lines), lines.count("您好")) == (3, 5, 2)
        audited = [one["what"] for one in await desk.store.audited(limit=4)]
        assert audited == ["give_back", "say", "say", "claim"]
        await client.close(close_connection_pool=True)
