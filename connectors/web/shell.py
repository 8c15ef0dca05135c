"""The page before its program has come: the same words and places, as a form that works.

The words are those of `connectors/ui/src/shared/words.ts`; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from connectors.web.language import Language, displayed, language_of
from connectors.web.shelves import EXAMPLES

KEPT = ("lang", "elder", "shared", "origin")
"""Parts of the address that hold for the whole visit."""

ELDER_SIZE = 20
CHINESE = {
    "title": "办事助手", "subtitle": "深圳政务服务", "elder": "长辈版", "standard": "标准版",
    "chat": "对话", "browse": "查找事项", "conversation": "对话记录",
    "welcome": "您好，想办什么事？",
    "welcomeMore": "我帮您找到事项，说清楚要带什么、怎么办，一步一步带您办完。",
    "examples": "可以这样问", "privacy": "请不要发身份证号、银行卡号等个人信息。",
    "input": "输入您的问题", "placeholder": "想办什么，直接说", "send": "发送",
    "citizen": "您", "bot": "助手", "staff": "工作人员",
}  # fmt: skip
ENGLISH = {
    "title": "Service assistant", "subtitle": "Shenzhen public services",
    "elder": "Larger view", "standard": "Standard view",
    "chat": "Chat", "browse": "Find a service", "conversation": "Conversation",
    "welcome": "Hello. What would you like to do?",
    "welcomeMore": "I find the service, tell you what to bring, and go through it with you step by "
    "step. The answers are in Chinese.",
    "examples": "You could ask", "privacy": "Please do not send ID or bank card numbers.",
    "input": "Your question", "placeholder": "Say what you need, in Chinese", "send": "Send",
    "citizen": "You", "bot": "Assistant", "staff": "Staff",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How this visit reads: language and size, and the address that keeps them."""

    language: Language
    elder: bool
    words: dict[str, str]
    examples: tuple[str, ...]
    address: str
    other: str
    """The same page in the other view, elder or standard."""

    services: str


def look_of(request: Request) -> Look:
    """The look an address and a browser ask for."""
    language = language_of(request)
    elder = request.query_params.get("elder") == "1"
    kept = {name: request.query_params[name] for name in KEPT if name in request.query_params}
    other = {**kept, "elder": "0" if elder else "1"}
    words = ENGLISH if language == "en" else CHINESE
    lang = {"lang": kept["lang"]} if "lang" in kept else {}
    return Look(
        language,
        elder,
        displayed(words, language),
        tuple(displayed(list(EXAMPLES), language)),
        _address(request.url.path, kept),
        _address(request.url.path, other),
        _address("/services", lang),
    )


def _address(path: str, query: dict[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
