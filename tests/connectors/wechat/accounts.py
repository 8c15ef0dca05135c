"""Settings of test accounts, and what tests of running servers look at."""

from __future__ import annotations

import redis

from bot.stores import keys
from connectors.wechat.identity import Identity
from tests.connectors.wechat import standin
from tests.waiting import until

SECRET = "a secret of the test run"


def plain(api: str) -> dict[str, str]:
    """An account that is not verified, in 明文模式."""
    return {
        "secret": SECRET, "wechat_token": standin.TOKEN, "wechat_appid": standin.APPID,
        "wechat_app_secret": standin.APP_SECRET, "wechat_api": api,
    }  # fmt: skip


def verified(api: str) -> dict[str, str]:
    """A verified account in 安全模式."""
    return plain(api) | {"wechat_aes_key": standin.AES_KEY, "wechat_verified": "1"}


def conversation(openid: str) -> str:
    """The conversation of a person."""
    return Identity(SECRET).conversation(openid)


def key(openid: str, part: str) -> str:
    """Key of one part of a person's conversation."""
    return keys.conversation(conversation(openid), part)


def lines(store: redis.Redis, openid: str) -> int:
    """How many lines a person's conversation has: two for every turn."""
    return int(store.xlen(key(openid, "log")))


def all_pushed(store: redis.Redis) -> bool:
    """Waits until no push is left to be sent, or sent again; says whether it came to that."""
    return until(lambda: store.xlen(keys.WECHAT_PUSHES) == 0)
