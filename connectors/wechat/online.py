"""Links in WeChat text: addresses that can be tapped, and mini-programs to do it online."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from bot.catalog.handling import ChannelWay
from bot.catalog.model import Catalog
from connectors.wechat import words

_ADDRESS = re.compile(r"https?://[!-~]+")
_ENDS = ".,;:!?)]}'\""
_MINI_PROGRAM = re.compile(r"^(wx[0-9a-f]{16})(?:[:/](.*))?$")


def linked(text: str) -> str:
    """The text with its addresses as links; nothing else in it can become a link."""
    parts, at = [], 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_ENDS).split("<")[0]
        parts += [plain(text[at : match.start()]), _link(address, address)]
        at = match.start() + len(address)
    return "".join([*parts, plain(text[at:])])


def without_dead_links(message: Mapping[str, Any]) -> str:
    """The text; where no address of ours is set, a page is named by its code instead of a path
    that opens nothing.
    """
    card, lines = message.get("card") or {}, str(message["text"]).split("\n")
    dead = [link["href"] for link in card.get("links") or () if link["href"] in lines]
    for place, href in enumerate(dead):
        at = lines.index(href)
        if place == 0:
            lines[at] = words.SHEET_ON_SITE.format(code=card["code"])
        else:
            # A further address goes with the line that announces it.
            del lines[at - 1 : at + 1]
    return "\n".join(lines)


def links_of(message: Mapping[str, Any], catalog: Catalog | None) -> list[str]:
    """Where a message can be done at once: its mini-programs; the address of an online step."""
    card = message.get("card") or {}
    if catalog is None:
        return []
    if message.get("kind") == "step" and card.get("way") == "online":
        ways = _online(catalog, str(card.get("service_id", "")))
        return [link for way in ways[:1] if (link := way_link(way))]
    found = [_way(catalog, line) for line in card.get("lines") or ()]
    return [way_link(way) for way in found if way is not None and way.mini_program]


def way_link(way: ChannelWay) -> str:
    """A mini-program where one is known (「appid:path」), else the address; empty for neither."""
    found = _MINI_PROGRAM.match(way.mini_program)
    if found is None:
        return _link(way.url, way.name) if way.url else ""
    more = f' data-miniprogram-appid="{found[1]}" data-miniprogram-path="{_quoted(found[2] or "")}"'
    return _link(way.url or "https://mp.weixin.qq.com", f"{way.name}（小程序）", more)


def _online(catalog: Catalog, service_id: str) -> list[ChannelWay]:
    service = catalog.services.get(service_id)
    ways = service.channels if service else ()
    return [way for way in ways if way.kind == "online" and (way.url or way.mini_program)]


def _way(catalog: Catalog, line: Mapping[str, Any]) -> ChannelWay | None:
    """The channel a line of a card was written from (its field is `channels.N`)."""
    field, _, index = str(line.get("field", "")).partition(".")
    service = catalog.services.get(str(line.get("service", "")))
    if field != "channels" or service is None or not index.isdigit():
        return None
    return service.channels[int(index)] if int(index) < len(service.channels) else None


def _link(address: str, label: str, more: str = "") -> str:
    return f'<a href="{_quoted(address)}"{more}>{escape(label, quote=False)}</a>'


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("<", "%3C").replace(">", "%3E")


def plain(text: str) -> str:
    """The text without what could begin a link."""
    return text.replace("<", "＜")
