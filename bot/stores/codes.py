"""Short codes: to go on with a journey elsewhere (续办码), and receipts of answers.

A code says nothing about anybody, is drawn at random (32^8, about 1.1e12), and trying is
limited for each conversation, each address and all together. A continuation code works once
and runs out.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

import redis.asyncio

from bot.aloud import LETTERS, drawn
from bot.stores import keys
from bot.stores.guesses import Guessable

LENGTH = 8
HOURS = 72
RECEIPT_DAYS = 365
REDEEMED_SECONDS = 60
"""How long it is known who has just used a code up: the reply that says so may be lost."""

_CODE = re.compile(rf"(?<![0-9A-Z])([{LETTERS}]{{4}})[-－ ]?([{LETTERS}]{{4}})(?![0-9A-Z])")


def new_code() -> str:
    """A random code, written in two groups."""
    code = drawn(LENGTH)
    return f"{code[:4]}-{code[4:]}"


def find_code(text: str) -> str | None:
    """The code a message consists of, apart from words around it; None for no code.

    A group of letters only is an ordinary word more often than a code, so a digit is wanted
    unless the two groups are joined by a hyphen.
    """
    match = _CODE.search(text.upper())
    if match is None:
        return None
    written = match.group(0)
    has_digit = any(char.isdigit() for char in written)
    return f"{match[1]}-{match[2]}" if "-" in written or "－" in written or has_digit else None


_REDEEM = """
local found = redis.call('GETDEL', KEYS[1])
if found then
  redis.call('SET', KEYS[2], ARGV[1] .. found, 'EX', ARGV[2])
  return found
end
local taken = redis.call('GET', KEYS[2])
return taken and string.sub(taken, 1, #ARGV[1]) == ARGV[1] and string.sub(taken, #ARGV[1] + 1)
"""


class Codes:
    """Issues and redeems codes."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._redeem = client.register_script(_REDEEM)
        self.guessed = Guessable(client, "code")

    async def issue(self, conversation: str) -> str:
        """A new continuation code; an earlier one of this conversation stops working."""
        place = keys.conversation(conversation, "code")
        earlier = await self._client.get(place)
        if earlier:
            await self._client.delete(keys.continuation(earlier.decode()))
        code = new_code()
        while not await self._client.set(
            keys.continuation(code), conversation, nx=True, ex=HOURS * 3600
        ):
            code = new_code()
        await self._client.set(place, code, ex=HOURS * 3600)
        return code

    async def valid(self, conversation: str) -> str:
        """The code of this conversation that still works, its time begun anew; else a new one."""
        place = keys.conversation(conversation, "code")
        earlier = await self._client.get(place)
        if earlier and await self._client.expire(keys.continuation(earlier.decode()), HOURS * 3600):
            await self._client.expire(place, HOURS * 3600)
            return str(earlier.decode())
        return await self.issue(conversation)

    async def stands_for(self, code: str, *, address: str) -> str | None:
        """The conversation a code stands for, the code left unused; None for no such code.

        Raises GuessesExceeded as ``redeem`` does.
        """
        tries = await self.guessed.tried("", address)
        found = await self._client.get(keys.continuation(code))
        if found is None:
            return None
        await self.guessed.were_right(tries)
        return found.decode()

    async def redeem(self, code: str, *, by: str, address: str = "") -> str | None:
        """The conversation a code stands for, once; None for no such code.

        Raises GuessesExceeded after too many wrong codes from one conversation or address.
        """
        tries = await self.guessed.tried(by, address)
        found: bytes | None = await self._redeem(
            keys=[keys.continuation(code), keys.redeemed(code)],
            args=[secrets.token_hex(8), REDEEMED_SECONDS],
        )
        if found is None:
            return None
        await self.guessed.were_right(tries)
        return found.decode()

    async def give_back(self, code: str, conversation: str) -> None:
        """Makes a code valid again, after what it was redeemed for did not happen."""
        await self._client.set(keys.continuation(code), conversation, ex=HOURS * 3600)

    async def keep_receipt(self, record: dict[str, Any], *, conversation: str) -> str:
        """Keeps what an answer rested on, and gives the code it is found by.

        The conversation knows its receipts, so that they are forgotten with it.
        """
        code = new_code()
        stored = json.dumps(record, ensure_ascii=False)
        while not await self._client.set(
            keys.receipt(code), stored, nx=True, ex=RECEIPT_DAYS * 86400
        ):
            code = new_code()
        known = keys.conversation(conversation, "receipts")
        await self._client.rpush(known, code)
        await self._client.expire(known, RECEIPT_DAYS * 86400)
        return code

    async def receipt(self, code: str) -> dict[str, Any] | None:
        """What was kept under a receipt code; None for no such code."""
        stored = await self._client.get(keys.receipt(code))
        return dict(json.loads(stored)) if stored else None
