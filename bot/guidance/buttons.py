"""The words of our own buttons, and the action each one means.

What we offer to say must be understood as what we offered: these words go before every
guess of the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.guidance.state import Offer
from bot.replies import Choice
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Button:
    """What a button shows, what tapping it says, and the action that takes it."""

    label: str
    say: str
    action: str

    @property
    def choice(self) -> Choice:
        """The button in the reply schema."""
        return Choice(self.label, self.say)


START = Button("开始，一步一步来", "开始", "action_next")
NEXT = Button("做完了，下一步", "下一步", "action_next")
PREVIOUS = Button("上一步", "上一步", "action_previous")
REPEAT = Button("再说一遍", "再说一遍", "action_repeat")
DONT_KNOW = Button("不知道", "不知道", "action_dont_know")
RESUME = Button("继续", "继续", "action_resume")
BACK = Button("继续刚才的", "继续刚才的", "action_resume")
FEE = Button("要多少钱", "要多少钱", "action_fee")
PLACE = Button("在哪办", "在哪办", "action_location")
CHECKLIST = Button("看材料清单", "看材料清单", "action_checklist")
ENOUGH = Button("先看清单", "先看清单", "action_enough")
MORE = Button("接着问，清单更准", "接着问", "action_ask_more")
SHEET = Button("打印、存日历", "打印清单", "action_sheet")
HANDOFF = Button("转人工", "转人工", "action_handoff")
CANCEL = Button("先不办了", "先不办了", "action_cancel")

BY_WAY = {
    "online": Button("改网上办", "我想网上办", "action_by_online"),
    "counter": Button("改窗口办", "我想去窗口办", "action_by_counter"),
    "post": Button("改邮寄办", "我想邮寄办", "action_by_post"),
    "terminal": Button("改自助机办", "我想在自助机办", "action_by_terminal"),
}

BUTTONS = (
    START, NEXT, PREVIOUS, REPEAT, DONT_KNOW, RESUME, BACK, FEE, PLACE, CHECKLIST, ENOUGH, MORE, SHEET, HANDOFF, CANCEL,
    *BY_WAY.values(),
)  # fmt: skip

_THEME = re.compile(r"^(.{2,10})这一类都有哪些事项可以办$")
"""What a theme in a menu says (connectors/wechat/words.py)."""

_ACTIONS = {normalise(words): b.action for b in BUTTONS for words in (b.label, b.say)}


def button_action(text: str) -> str | None:
    """The action of the button with exactly these words (end marks aside)."""
    said = normalise(text).rstrip("。.!！~吧")
    return "action_list" if _THEME.match(said) else _ACTIONS.get(said)


def theme_tapped(text: str) -> str:
    """The theme whose services a menu asks for; empty for other words."""
    found = _THEME.match(normalise(text))
    return found[1] if found else ""


def at_checklist(*, more: bool) -> tuple[Button, ...]:
    """What is offered below a checklist, in this order also by digit."""
    return (START, *((MORE,) if more else ()), FEE, PLACE, SHEET)


def numbered(buttons: Iterable[Button]) -> tuple[Offer, ...]:
    """Buttons as offers, so that a digit chooses them."""
    return tuple(Offer("act", button.action, button.label) for button in buttons)


def choices(buttons: Sequence[Button]) -> tuple[Choice, ...]:
    """Buttons in the reply schema."""
    return tuple(button.choice for button in buttons)
