"""The WeChat channel of one process: put together at start, let go at the end."""

from __future__ import annotations

from dataclasses import dataclass

import redis.asyncio

from bot.settings import Settings
from bot.stores.places import Places
from bot.stores.pushes import Pushes
from bot.stores.told import Told
from bot.stores.wechat import WechatStore
from connectors.gateway import Gateway
from connectors.wechat.account import Account, OurAssistant
from connectors.wechat.channel import WechatChannel
from connectors.wechat.client import WechatClient
from connectors.wechat.pusher import Pusher
from connectors.wechat.sender import Sender
from connectors.wechat.staff import StaffLines, Teller


@dataclass(frozen=True)
class WechatService:
    """The channel with what runs beside it."""

    channel: WechatChannel
    pusher: Pusher
    teller: Teller
    client: WechatClient

    @classmethod
    def start(cls, gateway: Gateway) -> WechatService | None:
        """Starts the channel; None where no token is set. Raises SettingsError."""
        settings = gateway.engine.runtime.settings
        if not settings.wechat_token:
            return None
        made = cls._made(gateway, settings, gateway.engine.client)
        if settings.wechat_verified:
            made.pusher.start()
            made.teller.start()
        return made

    @classmethod
    def _made(
        cls, gateway: Gateway, settings: Settings, redis_client: redis.asyncio.Redis[bytes]
    ) -> WechatService:
        account, assistant = Account.of(settings), OurAssistant(gateway)
        store, places = WechatStore(redis_client), Places(redis_client)
        pushes = Pushes(redis_client)
        client = WechatClient.of(settings, redis_client)
        sender = Sender(store, client, account.identity)
        told = Told(redis_client, expiry_seconds=settings.conversation_days * 86400)
        lines = StaffLines(gateway.engine.log, told)
        channel = WechatChannel(
            account, assistant, store=store, pushes=pushes, places=places, staff=lines
        )
        pusher = Pusher(assistant, store=store, pushes=pushes, places=places, sender=sender)
        return cls(channel, pusher, Teller(lines, sender), client)

    async def stop(self) -> None:
        """Lets go; unfinished pushes are taken up by another process."""
        await self.teller.stop()
        await self.pusher.stop()
        await self.client.close()
