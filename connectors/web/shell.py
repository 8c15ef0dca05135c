"""The page before its program has come: the same words and places, as a form that works.

The words are those of `connectors/ui/src/shared/words.ts`; a test compares the two.
"""

from __future__ import annotations

from connectors.web.language import Language, displayed

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
    "input": "Your question", "placeholder": "Ask here, in Chinese", "send": "Send",
    "citizen": "You", "bot": "Assistant", "staff": "Staff",
}  # fmt: skip


def words_of(language: Language) -> dict[str, str]:
    """The words of the page in a language."""
    return displayed(ENGLISH if language == "en" else CHINESE, language)
