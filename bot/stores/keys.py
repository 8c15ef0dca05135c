"""Every Redis key Banshi uses, in one place.

A ``{…}`` hash tag keeps all keys of one conversation on one node of a Redis Cluster.

    banshi:conv:{ID}:state      hash    slots, last events, sequence number       expires
    banshi:conv:{ID}:log        stream  what was said, for people, replay, reports expires
    banshi:conv:{ID}:lock       string  who is answering now                       expires
    banshi:conv:{ID}:seen:MID   string  reply already given to this message id     expires
    banshi:news                 channel ids of conversations with something new
"""

from __future__ import annotations

PREFIX = "banshi"

NEWS = f"{PREFIX}:news"


def conversation(conversation_id: str, part: str) -> str:
    """Key of one part of one conversation."""
    return f"{PREFIX}:conv:{{{conversation_id}}}:{part}"


def seen(conversation_id: str, message_id: str) -> str:
    """Key under which the reply to one message id is remembered."""
    return conversation(conversation_id, f"seen:{message_id}")
