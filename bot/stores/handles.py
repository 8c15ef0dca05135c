"""What staff call a conversation by: its id sealed, for the id itself is the citizen's key.

AES-SIV (RFC 5297) seals an id the same way each time, and nothing is kept but one key: handles
hold on every process and node, and for what was said before there were any.
"""

from __future__ import annotations

import base64
import secrets

import redis.asyncio
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.errors import HandoffError
from bot.stores import keys

KEY_BYTES = 64


class Handles:
    """Seals ids of conversations with one key, and opens them."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def of(self, conversation: str) -> str:
        """The handle of a conversation; empty for none."""
        if not conversation:
            return ""
        sealed = self._cipher.encrypt(conversation.encode(), None)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def conversation(self, handle: str) -> str:
        """The id behind a handle; raises HandoffError for anything else, ids too."""
        try:
            sealed = base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4))
            return self._cipher.decrypt(sealed, None).decode()
        except (InvalidTag, ValueError) as error:
            raise HandoffError("这次会话不存在或已过期") from error


async def handles(client: redis.asyncio.Redis[bytes]) -> Handles:
    """Handles of the key that all processes share, drawn by the first that asks.

    It is read each time: a Redis that came back without it has another one from then on.
    """
    key = await client.get(keys.HANDLES)
    if key is None:
        await client.set(keys.HANDLES, secrets.token_bytes(KEY_BYTES), nx=True)
        key = await client.get(keys.HANDLES)
    return Handles(key or b"")
