"""Every Redis key Banshi uses, in one place.

A ``{…}`` hash tag keeps all keys of one conversation on one node of a Redis Cluster.

    banshi:conv:{ID}:state      hash    tracker (snapshot), seq, desk (who answers)  expires
    banshi:conv:{ID}:log        stream  what was said; entry ids are SEQ-0            expires
    banshi:conv:{ID}:lock       string  token of the turn under way                   expires
    banshi:conv:{ID}:seen:MID   string  reply given to this message id                expires
    banshi:news                 channel log keys of conversations with something new
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
