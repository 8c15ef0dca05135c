"""Codes: once, not guessable, running out; receipts that stay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.errors import GuessesExceeded
from bot.stores import keys
from bot.stores.codes import HOURS, Codes, find_code, new_code
from bot.stores.connect import connect
from bot.stores.guesses import OF_ADDRESS, OF_CONVERSATION, OF_EVERYBODY
from tests.faults.lost_replies import lossy_way


@pytest_asyncio.fixture
async def codes(redis_url: str) -> AsyncIterator[Codes]:
    """Codes in the real store."""
    client = connect(redis_url)
    yield Codes(client)
    await client.flushdb()
    await client.close()
    await client.connection_pool.disconnect()


@pytest.mark.asyncio
async def test_a_code_works_once(codes: Codes) -> None:
    code = await codes.issue("here")
    assert await codes.redeem(code, by="there") == "here"
    assert await codes.redeem(code, by="there") is None


async def test_a_code_whose_reply_is_lost_works_for_who_sent_it(
    codes: Codes, redis_url: str
) -> None:
    async with lossy_way(redis_url) as way:
        client = connect(way.url)
        far, (other, code) = Codes(client), (await codes.issue("a"), await codes.issue("b"))
        await far.redeem(other, by="there")
        way.lose(code)
        assert await far.redeem(code, by="there") == "b"
        assert await far.redeem(code, by="there") is None
        assert way.lost == 1
        await client.close(close_connection_pool=True)


@pytest.mark.asyncio
async def test_a_new_code_ends_the_earlier_one(codes: Codes) -> None:
    first, second = await codes.issue("here"), await codes.issue("here")
    assert await codes.redeem(first, by="there") is None
    assert await codes.redeem(second, by="there") == "here"


@pytest.mark.asyncio
async def test_a_code_runs_out_and_holds_no_identity(codes: Codes, redis_url: str) -> None:
    code = await codes.issue("a-person")
    client = connect(redis_url)
    left = await client.ttl(keys.continuation(code))
    await client.close()
    await client.connection_pool.disconnect()
    assert 0 < left <= HOURS * 3600
    assert "person" not in code


@pytest.mark.asyncio
async def test_guessing_in_one_conversation_is_stopped(codes: Codes) -> None:
    good = await codes.issue("here")
    for _ in range(OF_CONVERSATION):
        assert await codes.redeem(new_code(), by="thief") is None
    with pytest.raises(GuessesExceeded):
        await codes.redeem(good, by="thief")
    assert await codes.redeem(good, by="owner") == "here"


@pytest.mark.asyncio
async def test_many_conversations_of_one_address_and_its_lists_share_their_tries(
    codes: Codes,
) -> None:
    good = await codes.issue("here")
    tries = [codes.redeem(new_code(), by=f"c{n}", address="thief") for n in range(200)]
    tries += [codes.stands_for(new_code(), address="thief") for _ in range(200)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert found.count(None) == OF_ADDRESS
    with pytest.raises(GuessesExceeded):
        await codes.redeem(good, by="another", address="thief")
    with pytest.raises(GuessesExceeded):
        await codes.stands_for(good, address="thief")
    assert await codes.redeem(good, by="owner", address="home") == "here"


@pytest.mark.asyncio
async def test_guessing_from_everywhere_leaves_each_one_try_and_shuts_out_nobody(
    codes: Codes,
) -> None:
    good = await codes.issue("here")
    for n in range(OF_EVERYBODY):
        await codes.redeem(new_code(), by=f"c{n}", address=f"a{n}")
    assert await codes.redeem(new_code(), by="new", address="new") is None
    with pytest.raises(GuessesExceeded):
        await codes.redeem(new_code(), by="other", address="new")
    for _ in range(3):
        assert await codes.stands_for(good, address="home") == "here"
    assert await codes.redeem(good, by="owner", address="home") == "here"


@pytest.mark.asyncio
async def test_a_code_given_back_works_again(codes: Codes) -> None:
    code = await codes.issue("here")
    await codes.redeem(code, by="there")
    await codes.give_back(code, "here")
    assert await codes.redeem(code, by="there") == "here"


@pytest.mark.asyncio
async def test_a_receipt_is_found_again(codes: Codes) -> None:
    code = await codes.keep_receipt({"words": ["不收费"]}, conversation="c")
    assert await codes.receipt(code) == {"words": ["不收费"]}
    assert await codes.receipt(new_code()) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7KQ2-M4XP", "7KQ2-M4XP"),
        ("续办码是7kq2m4xp", "7KQ2-M4XP"),
        ("我的码 ABCD-EFGH", "ABCD-EFGH"),
        ("ABCDEFGH", None),
        ("1234-5678", None),
        ("居住证怎么办", None),
    ],
)
def test_codes_in_sentences(text: str, code: str | None) -> None:
    assert find_code(text) == code


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000
