"""One 客服 message to one person, within the quota."""

from __future__ import annotations

import logging

from bot.errors import ChannelError
from bot.stores.wechat import WechatStore
from connectors.wechat.client import Unanswered, WechatClient, WechatError
from connectors.wechat.identity import Identity
from connectors.wechat.render import Outgoing, in_words

NO_MENUS = 40200
"""A test account (测试号) has no msgmenu."""

FINAL = frozenset({40003, 43004, 45002, 45015, 45047, 48001})
"""Trying again cannot help: unknown person, unfollowed, too long, window, quota, permission."""

logger = logging.getLogger(__name__)


class Undeliverable(ChannelError):
    """This message will never reach this person."""

    code = "undeliverable"


class QuotaUsedUp(Undeliverable):
    """The person has to write before another message may be sent."""

    code = "quota"


class Sender:
    """Sends to conversations; only here an openid is seen in clear."""

    def __init__(self, store: WechatStore, client: WechatClient, identity: Identity) -> None:
        self._store = store
        self._client = client
        self._identity = identity

    async def send(self, conversation: str, part: Outgoing) -> None:
        """Sends one message; raises Undeliverable, or ChannelError when another try may help."""
        sealed = await self._store.sealed_openid(conversation)
        if sealed is None:
            raise Undeliverable("the person has unfollowed, or asked to be forgotten")
        openid = self._identity.unseal(sealed)
        if not await self._store.spend(conversation):
            raise QuotaUsedUp("the quota of 客服 messages to this person is used up")
        try:
            await self._send(openid, part)
        except Unanswered as error:
            # Most such messages did arrive, and a message too many costs quota and trust.
            logger.warning("wechat: taken as sent: %s", error)
        except WechatError as error:
            if error.errcode in FINAL:
                raise Undeliverable(str(error)) from error
            await self._store.give_back(conversation)
            raise
        except ChannelError:
            await self._store.give_back(conversation)
            raise

    async def _send(self, openid: str, part: Outgoing) -> None:
        if part.menu:
            try:
                await self._client.send_menu(openid, part.text, part.menu)
                return
            except WechatError as error:
                if error.errcode != NO_MENUS:
                    raise
        await self._client.send_text(openid, in_words(part))
