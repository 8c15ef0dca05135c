"""From a callback to what the person said, in words the assistant understands."""

from __future__ import annotations

from typing import Literal

from connectors.wechat import words
from connectors.wechat.messages import UNSUPPORTED, WechatMessage

Window = Literal["message", "tap", ""]

SCENE = "qrscene_"
THEME = "theme:"
GREETING = "你好"


def said(message: WechatMessage) -> str:
    """The text to answer; empty where there is nothing to say or only a fixed sentence."""
    if message.kind == "text":
        return "" if message.text.strip() == UNSUPPORTED else message.text
    if message.kind == "voice":
        return message.text
    if message.kind == "location":
        return _place(message)
    if message.kind == "link":
        return message.fields.get("Title", "")
    if message.kind == "event":
        return _event(message)
    return ""


def fixed_reply(message: WechatMessage) -> str:
    """What to say without the assistant; empty means no answer is expected."""
    if message.kind == "event":
        return ""
    if message.kind in ("image", "voice", "video", "shortvideo"):
        return words.ASK_FOR_TEXT
    return words.NOT_UNDERSTOOD_TYPE


def window(message: WechatMessage) -> Window:
    """Which 客服 quota the act opens; a tap on a menu is not a message."""
    if message.kind == "event":
        return "tap" if message.event in ("click", "subscribe", "scan") else ""
    return "tap" if message.menu_id else "message"


def _event(message: WechatMessage) -> str:
    scene = message.event_key.removeprefix(SCENE)
    if message.event == "subscribe":
        return scene if message.event_key.startswith(SCENE) and scene else GREETING
    if message.event == "scan":
        return message.event_key
    if message.event == "click":
        return message.event_key.removeprefix(THEME)
    return ""


def _place(message: WechatMessage) -> str:
    label = message.fields.get("Label", "")
    return f"我在{label}" if label else ""
