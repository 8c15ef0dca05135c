"""Replies as WeChat text: numbered choices that can be tapped, and messages that fit.

A text reply over 2,047 bytes of UTF-8 is silently dropped (measured by others:
dodgepudding/wechat-php-sdk #363), so texts are split at 2,000 on sentence borders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

LONGEST_BYTES = 2000
_PIECES = re.compile(r"<a [^>]*>.*?</a>|[^。！？；\n<]*(?:[。！？；\n]|$)|<", re.S)


def texts(reply: dict[str, Any], *, tappable: bool = True) -> list[str]:
    """The texts of one reply, each short enough for WeChat."""
    whole = "\n\n".join(
        part for message in reply["messages"] if (part := _message(message, tappable=tappable))
    )
    return split(whole)


def _message(message: dict[str, Any], *, tappable: bool) -> str:
    options = message.get("options") or ()
    if not (options and tappable):
        return str(message["text"])
    links = [_tap(option["label"], option["say"], index) for index, option in enumerate(options, 1)]
    return "\n".join([message["text"], *links])


def _tap(label: str, say: str, index: int) -> str:
    """A link that sends ``say`` back; typing the words or the number works as well."""
    address = f"weixin://bizmsgmenu?msgmenucontent={quote(say)}&msgmenuid={index}"
    return f'▸ <a href="{address}">{escape(label, quote=False)}</a>'


def split(text: str, *, limit: int = LONGEST_BYTES) -> list[str]:
    """Cuts a text into parts of at most ``limit`` bytes, never inside a link or a character."""
    parts: list[str] = []
    current = ""
    for piece in _fitting(_pieces(text), limit):
        if current and _size(current + piece) > limit:
            parts.append(current.strip())
            current = ""
        current += piece
    return [part for part in [*parts, current.strip()] if part]


def _pieces(text: str) -> Sequence[str]:
    return [piece for piece in _PIECES.findall(text) if piece]


def _fitting(pieces: Iterable[str], limit: int) -> Iterable[str]:
    """Pieces that fit; a sentence that is too long by itself is cut between characters."""
    for piece in pieces:
        rest = piece
        while _size(rest) > limit:
            head = rest.encode()[:limit].decode("utf-8", "ignore")
            yield head
            rest = rest[len(head) :]
        yield rest


def _size(text: str) -> int:
    return len(text.encode())


def cdata(text: str) -> str:
    """A CDATA section that no text can break out of."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(*, to: str, account: str, created: str, content: str) -> str:
    """A passive text reply (被动回复文本消息)."""
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
