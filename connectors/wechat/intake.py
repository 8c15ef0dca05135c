"""From a callback to what the person said, in words the assistant understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.catalog.model import Catalog
from connectors.wechat import words
from connectors.wechat.choices import NUMBER
from connectors.wechat.faces import FACE, only_faces
from connectors.wechat.messages import UNSUPPORTED, WechatMessage

Window = Literal["message", "tap", ""]

SCENE = "qrscene_"
THEME = "theme:"
SERVICE = "service:"
SAY = "say:"
CODE = "code:"
TAPS = ("click", "subscribe", "scan")

_OTHER_CITY = re.compile(
    r"(?:中国)?(?:[^省市区县]{2,8}(?:省|自治区)|[^省市区县]{2,6}市(?![场民政])|香港|澳门|台湾)"
)
"""How the address of a place begins that is not in Shenzhen; 龙华区 also lies in 海口."""


@dataclass(frozen=True)
class Intake:
    """What to ask the assistant, or what to answer without it; neither is `success`."""

    text: str = ""
    fixed: str = ""
    otherwise: str = ""
    """Instead of the assistant's answer, where it found nothing in the text."""


def intake(message: WechatMessage, catalog: Catalog, districts: tuple[str, ...]) -> Intake:
    """Reads one message or event; whatever is not known is answered kindly or not at all."""
    if message.kind == "event":
        return _event(message, catalog)
    if message.kind in ("text", "voice"):
        return _words(message)
    if message.kind == "location":
        return _place(message, districts)
    if message.kind == "link" and message.fields.get("Title", "").strip():
        return Intake(text=message.fields["Title"])
    if message.kind in ("image", "video", "shortvideo"):
        return Intake(fixed=words.ASK_FOR_TEXT)
    return Intake(fixed=words.NOT_UNDERSTOOD_TYPE)


def window(message: WechatMessage) -> Window:
    """Which 客服 quota the act opens; a tap on a menu is not a message."""
    if message.kind == "event":
        return "tap" if message.event in TAPS else ""
    return "tap" if message.menu_id else "message"


def _words(message: WechatMessage) -> Intake:
    text = message.text.strip()
    if message.menu_id.startswith(SAY) and message.menu_id != SAY:
        return Intake(text=message.menu_id.removeprefix(SAY))
    if message.menu_id == SAY:
        # What was too long for an id comes back as shown; its number may mean another by now.
        text = NUMBER.sub("", text, count=1)
    if text == UNSUPPORTED:
        return Intake(fixed=words.NOT_UNDERSTOOD_TYPE)
    if only_faces(text):
        return Intake(text=FACE, otherwise=words.JUST_A_FACE)
    return Intake(text=text) if text else Intake(fixed=words.ASK_FOR_TEXT)


def _event(message: WechatMessage, catalog: Catalog) -> Intake:
    """A follow, a scan or a tap on the menu; every other event needs no answer."""
    if message.event == "subscribe":
        scene = message.event_key.removeprefix(SCENE)
        return _meant(scene, catalog) or Intake(text=words.GREETING)
    if message.event in ("scan", "click"):
        return _meant(message.event_key, catalog) or Intake(text=words.GREETING)
    return Intake()


def _meant(key: str, catalog: Catalog) -> Intake | None:
    """What a QR scene or a menu key stands for; None for nothing known."""
    if key.startswith(THEME):
        return _theme(key.removeprefix(THEME), catalog)
    if key.startswith(SERVICE):
        service = catalog.services.get(key.removeprefix(SERVICE))
        return Intake(text=words.BEGIN.format(service=service.name)) if service else None
    for prefix in (SAY, CODE):
        if key.startswith(prefix) and key != prefix:
            return Intake(text=key.removeprefix(prefix))
    return None


def _theme(theme: str, catalog: Catalog) -> Intake:
    """Asked of the assistant, so that a number said next means a service of this list."""
    names = [service.name for service in catalog.services.values() if service.theme == theme]
    if len(names) == 1:
        return Intake(text=words.BEGIN.format(service=names[0]))
    return Intake(text=words.THEME.format(theme=theme)) if names else Intake(fixed=words.NO_THEME)


def _place(message: WechatMessage, districts: tuple[str, ...]) -> Intake:
    label = message.fields.get("Label", "")
    if "深圳市" not in label and _OTHER_CITY.match(label):
        return Intake(fixed=words.OUTSIDE)
    named = [(label.find(name), name) for name in districts if name in label]
    if not named:
        return Intake(fixed=words.WHERE)
    district = min(named)[1]
    return Intake(
        text=words.PLACE.format(district=district),
        otherwise=words.IN_DISTRICT.format(district=district),
    )
