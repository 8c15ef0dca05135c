"""Callback XML to typed messages and events; what is not known becomes a value, not an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import ChannelError

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
"""What WeChat sends as text for stickers and the like (seen by other connectors)."""


@dataclass(frozen=True)
class WechatMessage:
    """One callback; ``fields`` are its XML elements by name."""

    kind: str
    sender: str
    account: str
    created: str
    message_id: str = ""
    text: str = ""
    event: str = ""
    event_key: str = ""
    menu_id: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes a delivery the same as another; MsgId alone collides (WxJava #333)."""
        if self.kind == "event":
            return f"{self.event}|{self.event_key}|{self.sender}|{self.created}"
        return f"{self.message_id}|{self.sender}|{self.created}"


def parse(xml: str) -> WechatMessage:
    """Reads a plain callback; raises ChannelError when it is not one.

    Neither DTD nor entities are allowed (defusedxml).
    """
    root = _root(xml)
    fields = {child.tag: (child.text or "") for child in root}
    sender = fields.get("FromUserName", "")
    if not sender or not fields.get("MsgType"):
        raise ChannelError("callback: FromUserName and MsgType are needed")
    return WechatMessage(
        kind=fields["MsgType"].lower(),
        sender=sender,
        account=fields.get("ToUserName", ""),
        created=fields.get("CreateTime", ""),
        message_id=fields.get("MsgId", ""),
        text=fields.get("Content", "") or fields.get("Recognition", ""),
        event=fields.get("Event", "").lower(),
        event_key=fields.get("EventKey", ""),
        menu_id=fields.get("bizmsgmenuid", ""),
        fields=fields,
    )


def encrypted_part(xml: str) -> str:
    """The ``Encrypt`` element of a 安全模式 callback; raises ChannelError without one."""
    found = _root(xml).findtext("Encrypt")
    if not found:
        raise ChannelError("callback: no Encrypt element")
    return str(found)


def _root(xml: str) -> Element:
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ChannelError("callback: not valid XML") from error
    return root
