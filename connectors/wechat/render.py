"""Replies as WeChat text: numbered choices that can be tapped, and messages that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalog.model import Catalog
from connectors.wechat import words
from connectors.wechat.choices import NUMBER, labels, numbered, with_choices
from connectors.wechat.online import linked, links_of, without_dead_links
from connectors.wechat.parts import LONGEST_BYTES, size, split

__all__ = ["LONGEST_BYTES", "split"]
"""Also from here: whoever renders needs them."""

LONGEST_MENU_ID = 64
MOST_MENU_ITEMS = 10
"""Limits of msgmenu (WeCom's page on kf/send_msg, the same form)."""


@dataclass(frozen=True)
class Outgoing:
    """One 客服 message: a text, and the items of a msgmenu (id, content) below it."""

    text: str
    menu: tuple[tuple[str, str], ...] = ()


def texts(reply: Mapping[str, Any], catalog: Catalog | None = None, *, spare: int = 0) -> list[str]:
    """The texts of one reply with choices to tap, each short enough for WeChat with ``spare``
    bytes more below it.
    """
    messages = reply["messages"]
    # A number is taken for what was asked last.
    asking = next((m for m in reversed(messages) if m.get("options")), None)
    return split(_whole(messages, catalog, asking), limit=LONGEST_BYTES - spare)


def outgoing(reply: Mapping[str, Any], catalog: Catalog | None = None) -> list[Outgoing]:
    """The same as 客服 messages: the choices at the end become a msgmenu."""
    messages = list(reply["messages"])
    options = messages[-1].get("options") or () if messages else ()
    if not 0 < len(options) <= MOST_MENU_ITEMS:
        return [Outgoing(text) for text in texts(reply, catalog)]
    menu = tuple(zip(map(_menu_id, options), labels(messages[-1])))
    messages[-1] = {**messages[-1], "options": ()}
    room = LONGEST_BYTES - size(in_words(Outgoing("", menu)))
    *first, last = split(_whole(messages, catalog, None), limit=room)
    return [*map(Outgoing, first), Outgoing(last, menu)]


def in_words(part: Outgoing) -> str:
    """The same where there is no msgmenu, as for a 测试号: choices the text lacks stand below."""
    lines = part.text.split("\n")
    shown = [label if NUMBER.match(label) else f"▸ {label}" for _, label in part.menu]
    return "\n".join([*lines, *(label for label in shown if label not in lines)])


def _menu_id(option: Mapping[str, Any]) -> str:
    """An id that brings the words back; a tap itself sends only what is shown."""
    made = f"say:{option['say']}"
    return made if size(made) <= LONGEST_MENU_ID else "say:"


def _whole(
    messages: Sequence[Mapping[str, Any]],
    catalog: Catalog | None,
    asking: Mapping[str, Any] | None,
) -> str:
    """Messages one below the other; where they rest on comes once, after what is asked."""
    parts, footers = [], []
    for message in messages:
        part, footer = _message(message, catalog, numbers=message is asking)
        parts.append(part)
        footers += [footer] if footer not in footers else []
    return "\n\n".join(filter(None, [*parts, *footers]))


def _message(
    message: Mapping[str, Any], catalog: Catalog | None, *, numbers: bool
) -> tuple[str, str]:
    """A message with its choices, and the line about its source."""
    lines = linked(without_dead_links(message)).split("\n")
    footer = lines.pop() if lines[-1].endswith(words.FOOTER_END) else ""
    lines, below = with_choices(lines, message, numbers=numbered(message) if numbers else 0)
    online = [words.ONLINE.format(link=link) for link in links_of(message, catalog)]
    return "\n".join([*lines, *online, *below]), footer


def cdata(text: str) -> str:
    """A CDATA section that no text can break out of."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(*, to: str, account: str, created: str, content: str) -> str:
    """A passive text reply (被动回复文本消息); ``created`` is repeated so that bytes repeat."""
    created = created if created.isascii() and created.isdigit() else "0"
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata('text')}</MsgType>"
        f"<Content>{cdata(content)}</Content></xml>"
    )


def encrypted_reply(*, encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of a reply in 安全模式."""
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
