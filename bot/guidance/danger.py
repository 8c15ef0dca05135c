"""Somebody in danger: what no procedure may come before.

Words are matched, not learnt: a message like these is rare, and missing one is worse than
naming an emergency number too often. What names no danger to anybody (「救命钱」「打我电话」) is
passed over.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.text.normalise import normalise

Danger = Literal["violence", "suicide", "fire", "medical", "missing", "fraud"]

_WHO = r"(?:老公|丈夫|前夫|男友|男朋友|老婆|妻子|对象|他|她|爸|爸爸|爹|继父|儿子|有人|邻居|房东)"
_KINDS: tuple[tuple[Danger, re.Pattern[str]], ...] = (
    (
        "suicide",
        re.compile(
            r"(?:不想|不愿意?)(?:再)?活(?:了|下去)?|活不下去|活着没(?:意思|意义)|结束(?:自己的)?生命|"
            r"(?:想|要|准备|打算)(?:去)?(?:自杀|轻生|寻死|跳楼|割腕)|[我就](?:好)?想死(?![你亡])"
        ),
    ),
    (
        "violence",
        re.compile(
            rf"^救命[啊呀!！。]*$|救命啊|^救救我|家暴|被(?:绑架|抢劫|强奸|性侵|猥亵|囚禁|跟踪)|"
            rf"{_WHO}(?:喝多了?|喝醉了?|又|正在|在|要|一直|老是|经常|天天|总是|动手)*[打揍砍捅掐](?:了)?"
            r"(?:我|孩子|小孩|女儿|儿子|老人|我妈)(?!电话|手机|微信|车|[的了]?主意)|"
            r"(?:踹|砸|撬)(?:我家?)?(?:的)?门|要杀(?:我|人|了我)|(?:拿|持)(?:着)?刀|躲在(?:厕所|房间|柜子|衣柜)"
        ),
    ),
    (
        "fire",
        re.compile(
            r"(?:着火|起火|失火|烧起来)了|(?:煤气|燃气|天然气)(?:泄[漏露]|漏)|漏(?:煤气|燃气)|闻到(?:煤气|燃气)"
        ),
    ),
    (
        "medical",
        re.compile(
            r"晕倒|昏过去|昏迷不醒|没有?呼吸了?$|没有?呼吸了|(?<!压得)(?<!压得我)喘不[上过]气|[在直]大出血|(?:在|一直)流血|血流不止|流了?好多血|(?:手|脚|腿|指头|胳膊)[^。,，]{0,6}(?:压断|绞断|切断|砸断|轧断)|喝了?农药|羊水破了?|"
            r"叫(?:个)?救护车|心脏骤停|人快不行了"
        ),
    ),
    (
        "missing",
        re.compile(
            r"(?:孩子|小孩|女儿|儿子|老人|妈|爸|爷爷|奶奶)[^，。,]{0,6}(?:走丢|走失|失踪|找不着人)"
        ),
    ),
    (
        "fraud",
        re.compile(
            r"被骗[^。]{0,10}刚(?:刚)?(?:转|汇|打)|(?:被|遇到?)(?:人)?(?:诈骗|骗)[^。]{0,12}(?:转账|转了|转给|汇了|打了款)|"
            r"(?:转账|转了|转给|汇了)[^。]{0,12}(?:被骗|骗子)|(?:被骗|被诈骗)[^。]{0,10}(?:追回|报警|报案)"
        ),
    ),
)


_OVER = re.compile(
    r"去年|前年|昨天|前天|上周|上个?月|上星期|上礼拜|多年|以前|之前|后来|几个月|[年月天]前|宣告|死亡|"
    r"找回来了?|烧[没光掉]|全烧|户口|住院|花了"
)
"""What happened long ago or is over; violence at home rarely is."""

OVER_IN_TIME: frozenset[Danger] = frozenset({"fire", "medical", "missing"})


def danger(text: str) -> Danger | None:
    """The kind of danger a message speaks of; None for nearly every message."""
    said = normalise(text)
    kind = next((kind for kind, pattern in _KINDS if pattern.search(said)), None)
    return None if kind in OVER_IN_TIME and _OVER.search(said) else kind
