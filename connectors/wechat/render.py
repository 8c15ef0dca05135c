"""Replies as WeChat text: numbered choices that can be tapped, and messages that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from bot.catalog.model import Catalog
from connectors.wechat import words
from connectors.wechat.online import linked, links_of, plain
from connectors.wechat.parts import LONGEST_BYTES, TAP, size, split

__all__ = ["LONGEST_BYTES", "split"]
"""Also from here: whoever renders needs them."""

LONGEST_MENU_ID = 64
MOST_MENU_ITEMS = 10
"""Limits of msgmenu (WeCom's page on kf/send_msg, the same form)."""

MOST_TAPS = 10
"""A tap costs 100 to 250 bytes; a longer list is named in words."""


@dataclass(frozen=True)
class Outgoing:
    """One 客服 message: a text, and the items of a msgmenu (id, content) below it."""

    text: str
    menu: tuple[tuple[str, str], ...] = ()


def texts(reply: Mapping[str, Any], catalog: Catalog | None = None, *, spare: int = 0) -> list[str]:
    """The texts of one reply with choices to tap, each short enough for WeChat with ``spare``
    bytes more below it.
    """
    return split(_whole(reply["messages"], catalog), limit=LONGEST_BYTES - spare)


def outgoing(reply: Mapping[str, Any], catalog: Catalog | None = None) -> list[Outgoing]:
    """The same as 客服 messages: the choices at the end become a msgmenu."""
    messages = list(reply["messages"])
    options = messages[-1].get("options") or () if messages else ()
    if not 0 < len(options) <= MOST_MENU_ITEMS:
        return [Outgoing(text) for text in texts(reply, catalog)]
    messages[-1] = {**messages[-1], "options": ()}
    menu = tuple((_menu_id(option), str(option["label"])) for option in options)
    # A 测试号 has no msgmenu: the choices go into the text then (sender.py).
    room = LONGEST_BYTES - sum(size(f"\n▸ {content}") for _, content in menu)
    *first, last = split(_whole(messages, catalog), limit=room)
    return [*map(Outgoing, first), Outgoing(last, menu)]


def themed(theme: str, services: Sequence[str]) -> str:
    """The services of a theme: to tap where they fit, else by name."""
    if not services:
        return words.NO_THEME
    head = words.THEME.format(theme=theme)
    if len(services) > MOST_TAPS:
        return "\n".join([head, *(f"· {name}" for name in services)])
    taps = [f"· {_tap(name, begin(name), i)}" for i, name in enumerate(services, 1)]
    return split("\n".join([head, *taps]))[0]


def begin(service: str) -> str:
    """What a person says to begin with a service."""
    return words.BEGIN.format(service=service)


def _menu_id(option: Mapping[str, Any]) -> str:
    """An id that brings the words back; a tap itself sends only what is shown."""
    made = f"say:{option['say']}"
    return made if size(made) <= LONGEST_MENU_ID else "say:"


def _whole(messages: Iterable[Mapping[str, Any]], catalog: Catalog | None) -> str:
    """Messages one below the other; where they rest on comes once, after what is asked."""
    parts, footers = [], []
    for message in messages:
        part, footer = _message(message, catalog)
        parts.append(part)
        footers += [footer] if footer not in footers else []
    return "\n\n".join(filter(None, [*parts, *footers]))


def _message(message: Mapping[str, Any], catalog: Catalog | None) -> tuple[str, str]:
    """A message with its choices (on their numbered lines where the text has them), and the
    line about its source."""
    lines = linked(str(message["text"])).split("\n")
    footer = lines.pop() if lines[-1].endswith(words.FOOTER_END) else ""
    below = []
    for index, option in enumerate(message.get("options") or (), 1):
        tap = _tap(option["label"], option["say"], index)
        numbered = f"{index}. {plain(option['label'])}"
        if numbered in lines:
            lines[lines.index(numbered)] = f"{index}. {tap}"
        else:
            below.append(f"▸ {tap}")
    online = [words.ONLINE.format(link=link) for link in links_of(message, catalog)]
    return "\n".join([*lines, *online, *below]), footer


def _tap(label: str, say: str, index: int) -> str:
    """A link that sends ``say`` back; typing the words or the number works as well."""
    address = f"{TAP}?msgmenucontent={quote(say)}&msgmenuid={index}"
    return f'<a href="{address}">{escape(label, quote=False)}</a>'


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
