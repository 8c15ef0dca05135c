"""What a WeChat account is set to, and what its channel needs of the assistant."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from bot.catalog.model import Catalog
from bot.errors import SettingsError
from bot.settings import Settings
from connectors.gateway import Gateway
from connectors.message import InboundMessage
from connectors.wechat import wrong_number
from connectors.wechat.crypto import Cryptor
from connectors.wechat.identity import Identity

MOST_OF_A_TURN = 12
"""Messages the assistant says at most in one turn."""


@dataclass(frozen=True)
class Account:
    """One account; with a cryptor it is in 安全模式."""

    token: str
    identity: Identity
    cryptor: Cryptor | None
    verified: bool
    wait_seconds: float
    districts: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings) -> Account:
        """The account the settings describe; raises SettingsError."""
        key = settings.wechat_aes_key
        if (key or settings.wechat_verified) and not settings.wechat_appid:
            raise SettingsError("BANSHI_WECHAT_APPID: 安全模式 and a verified account need it")
        if settings.wechat_verified and not settings.wechat_app_secret:
            raise SettingsError("BANSHI_WECHAT_APP_SECRET: a verified account needs it to send")
        return cls(
            token=settings.wechat_token,
            identity=Identity(settings.secret),
            cryptor=Cryptor.from_encoding_key(key, settings.wechat_appid) if key else None,
            verified=settings.wechat_verified,
            wait_seconds=settings.wechat_wait_seconds,
            districts=_districts(settings),
        )


class Assistant(Protocol):
    """What the channel asks for."""

    async def take(self, message: InboundMessage) -> dict[str, Any]:
        """Answers a message exactly once."""

    async def forget(self, conversation: str) -> None:
        """Deletes everything kept of a conversation."""

    async def masked(self, conversation: str, text: str) -> str:
        """The text as it may be kept."""

    def catalog(self) -> Catalog:
        """The catalogue in force."""


@dataclass(frozen=True)
class OurAssistant:
    """The assistant behind the gateway of this process."""

    gateway: Gateway

    async def take(self, message: InboundMessage) -> dict[str, Any]:
        """Answers a message exactly once."""
        reply = await self.gateway.take(message)
        number = wrong_number.position(message.text)
        if not number or not reply["messages"]:
            return reply
        return wrong_number.told(reply, number, await self._said_before(message, reply))

    async def _said_before(
        self, message: InboundMessage, reply: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The assistant's last messages before a turn, by the place its reply has in the log."""
        upto = reply["messages"][0]["seq"] - 2
        if upto < 1:
            return []
        entries = await self.gateway.engine.log.read(
            message.conversation,
            after=max(0, upto - MOST_OF_A_TURN),
            limit=min(upto, MOST_OF_A_TURN),
        )
        bot = itertools.takewhile(lambda entry: entry.sender == "bot", reversed(entries))
        return [entry.message for entry in bot][::-1]

    async def forget(self, conversation: str) -> None:
        """Deletes everything kept of a conversation."""
        await self.gateway.engine.personal.forget(conversation)

    async def masked(self, conversation: str, text: str) -> str:
        """The text as it may be kept."""
        return await self.gateway.masked(conversation, text)

    def catalog(self) -> Catalog:
        """The catalogue in force."""
        return self.gateway.engine.runtime.guide.catalog


def _districts(settings: Settings) -> tuple[str, ...]:
    """Names of the districts, as the assistant knows them."""
    listed = yaml.safe_load((settings.entities_dir / "districts.yml").read_text("utf-8"))
    return tuple(str(district["name"]) for district in listed)
