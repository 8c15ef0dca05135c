"""The WeChat channel of one process: put together at start, let go at the end."""

from __future__ import annotations

from dataclasses import dataclass

from bot.stores.wechat import WechatStore
from connectors.gateway import Gateway
from connectors.wechat.channel import WechatChannel
from connectors.wechat.client import WechatClient
from connectors.wechat.pusher import Pusher


@dataclass(frozen=True)
class WechatService:
    """The channel with what runs beside it."""

    channel: WechatChannel
    pusher: Pusher
    client: WechatClient

    @classmethod
    def start(cls, gateway: Gateway) -> WechatService | None:
        """Starts the channel; None where no token is set. Raises SettingsError."""
        settings = gateway.engine.runtime.settings
        if not settings.wechat_token:
            return None
        redis = gateway.engine.client
        store = WechatStore(redis)
        client = WechatClient(
            redis,
            api=settings.wechat_api,
            appid=settings.wechat_appid,
            app_secret=settings.wechat_app_secret,
        )
        channel = WechatChannel(gateway, store, client)
        pusher = Pusher(gateway, store, client, channel.identity)
        if settings.wechat_verified:
            pusher.start()
        return cls(channel, pusher, client)

    async def stop(self) -> None:
        """Lets go; unfinished pushes are taken up by another process."""
        await self.pusher.stop()
        await self.client.close()
