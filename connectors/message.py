"""One message on its way in, whatever channel it came by."""

from __future__ import annotations

from dataclasses import dataclass


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
