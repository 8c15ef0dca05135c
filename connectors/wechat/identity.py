"""An openid is personal data: only its keyed hash is a name here, and a push needs it sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import ChannelError, SettingsError

SHORTEST_SECRET = 16
PREFIX = "wx-"
"""Begins the id of every WeChat conversation."""


class Identity:
    """Hashes and seals openids with one secret."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise SettingsError(
                f"BANSHI_SECRET: WeChat needs a secret of at least {SHORTEST_SECRET} characters"
            )
        self._key = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._digest(b"openid seal")))

    def conversation(self, openid: str) -> str:
        """The conversation of a person; nothing leads back from it to the openid."""
        return f"{PREFIX}{self._digest(openid.encode()).hex()[:32]}"

    def delivery(self, key: str) -> str:
        """The message id of a delivery, equal for all its repetitions."""
        return self._digest(key.encode()).hex()[:32]

    def random_bytes(self, key: str) -> bytes:
        """16 bytes for the encryption of a reply, the same for a repeated delivery."""
        return self._digest(b"reply " + key.encode())[:16]

    def seal(self, openid: str) -> str:
        """The openid encrypted, for where a later push needs it."""
        return self._fernet.encrypt(openid.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """The openid again; raises ChannelError when the secret has changed since."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ChannelError("the secret has changed: this person cannot be reached") from error

    def _digest(self, data: bytes) -> bytes:
        return hmac.new(self._key, data, hashlib.sha256).digest()
