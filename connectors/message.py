"""One message on its way in, whatever channel it came by."""

from __future__ import annotations

import re
from dataclasses import dataclass

WECHAT = re.compile("wx-[0-9a-f]{32}")
"""An id of a WeChat conversation: there who a person is does not rest on knowing it."""


@dataclass(frozen=True)
class InboundMessage:
    """A decoded message: channel, conversation, text, and the channel's id of it (may be empty).

    ``address`` is where the person writes from; empty where the channel does not say.
    ``begun`` is a conversation that must be there already: its id came from outside.
    """

    channel: str
    conversation: str
    text: str
    message_id: str = ""
    begun: bool = False
    address: str = ""


def of_web(conversation: str) -> bool:
    """True for an id that somebody on the web may have; those of WeChat open nothing there."""
    return bool(conversation) and not WECHAT.fullmatch(conversation)
