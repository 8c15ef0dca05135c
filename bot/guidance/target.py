"""Which service a message is about.

Scores are calibrated probabilities, so the thresholds below are what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.catalog.model import Catalog, Service
from bot.guidance.intents import ASKS, ASPECTS
from bot.guidance.plan import Plans
from bot.guidance.reading import CONSIDER, Reading
from bot.guidance.state import Dialogue
from bot.text.normalise import normalise

ACT = 0.5
"""A service this likely is probably meant."""

NOTHING_MEANT = 0.3
"""Below this, that no service is meant is no reason to decline."""

HINTS = 0.12
"""A first candidate this likely is named rather than passed over for the topic so far."""

NEAR = 0.04
"""A service this likely is worth naming where nothing is likelier."""

MOST_CHOICES = 5

CLEARLY = 0.8
"""A service this likely is meant even where the intent says that none is."""

FEW_WORDS = 8
_WHETHER = re.compile(r"吗$|么$|不行$|行不行|可不可以|能不能|要不要|会不会|怎么办$|咋办$")

_REFERS = re.compile(r"[那这]个|[那这]笔|[那这]张")
"""「怎么领那个钱」 leans on what was spoken of."""

_BARE = re.compile(
    r"多少钱|多久|多长时间|什么时候|怎么办理?|怎么|咋办?|如何|哪里|哪儿|在哪|材料|资料|东西|费用|收费|"
    r"时间|地址|地点|窗口|网上|流程|条件|要不要|能不能|可以|需要|准备|办理|申请|领取|结果|本人|"
    r"整个|全部|一共|步骤|环节|怎样|什么样|是|的|有|这个|那个|[?？。,，]"
)

_AROUND_BARE = re.compile(
    r"[要带啥什么几多吗呢呀啊嘛得能去拿到哪交我您你还会了先都些]|请问|电话|打"
)
"""What else stands in a sentence that names no matter: 「要带什么材料」「打哪个电话」."""

_COMMON_PAIRS = frozenset(
    "办理 申请 登记 申领 补办 补领 换领 证明 服务 深圳 个人 单位 怎么 一个 孩子 子女 的人 小孩 老人".split()
)
"""What names of many services have in common."""

TargetKind = Literal["service", "topic", "choices", "nothing"]


@dataclass(frozen=True)
class Target:
    """Which service a message is about: one, the topic so far, some to choose from, or none."""

    kind: TargetKind
    services: tuple[str, ...] = ()


def target(reading: Reading, dialogue: Dialogue, plans: Plans) -> Target:
    """Finds what the message is about, leaning on the topic when it names no service."""
    event = plans.events.meant(reading)
    if event:
        return Target("service", (event,))
    return _spoken_of(reading, dialogue, plans.catalog) or _likely(reading, dialogue.topic)


def _spoken_of(reading: Reading, dialogue: Dialogue, catalog: Catalog) -> Target | None:
    """The topic so far, or the services on offer, where the sentence does not lead away."""
    if dialogue.topic and reading.top is not None and not _leads_away(reading, catalog):
        return Target("topic", (dialogue.topic,))
    if dialogue.journey is not None and _asks_by_the_way(reading, catalog):
        return Target("topic", (dialogue.topic or dialogue.journey.service,))
    shown = tuple(offer.value for offer in dialogue.offers if offer.kind == "service")
    unclear = _only_states(reading) or (
        reading.one_service <= 0 and (reading.no_service < ACT or only_asks(reading))
    )
    if len(shown) > 1 and not dialogue.topic and unclear:
        return Target("choices", shown)
    return None


def _likely(reading: Reading, topic: str) -> Target:
    """What the scores say, the topic where they say little."""
    top = reading.top
    if top is None or reading.no_service >= max(top.score, NOTHING_MEANT):
        return Target("topic", (topic,)) if topic else Target("nothing")
    if reading.several_needs:
        return Target("service", reading.several_needs[:1])
    if reading.one_service > 0:
        return Target("service", (top.service,))
    likely = tuple(g.service for g in reading.services if g.score >= CONSIDER)[:MOST_CHOICES]
    near = tuple(g.service for g in reading.services if g.score >= NEAR)[:MOST_CHOICES]
    # 「孩子是三月出生的，最晚什么时候办」 asks on, and of a topic that comes into question.
    asks_on = reading.intent in ASPECTS - {"ask_guide"}
    if topic in (near if asks_on else likely):
        return Target("topic", (topic,))
    if topic and top.score < HINTS:
        return Target("topic", (topic,))
    return Target("choices", likely if len(likely) > 1 else _two_at_least(near, reading))


def _two_at_least(near: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    return near if len(near) > 1 else tuple(g.service for g in reading.services[:3])


def _asks_by_the_way(reading: Reading, catalog: Catalog) -> bool:
    """「要体检吗」「会罚款吗」 on the way through a service: few words, and no other one's name."""
    said = normalise(reading.text)
    top = catalog.services.get(reading.top.service) if reading.top else None
    few = len(said) <= FEW_WORDS and bool(_WHETHER.search(said))
    names = (top.name, *top.everyday_names) if top else ()
    return few and not any(normalise(name) in said for name in names)


def _leads_away(reading: Reading, catalog: Catalog) -> bool:
    """True where a sentence is about a service of its own rather than what was spoken of.

    Bare words of an aspect (「要带啥」「多久能拿到」) and statements (「外地来的租房住」)
    always resemble some service a little.
    """
    top = reading.top
    said = _BARE.sub(" ", normalise(reading.text))
    if top is None or not said.strip():
        return False
    text = normalise(reading.text)
    refers = bool(_REFERS.search(text))
    if top.score >= CLEARLY and not refers:
        return True
    likely = [catalog.services.get(g.service) for g in reading.services[:3] if g.score >= CONSIDER]
    if any(_named(service, said) for service in likely if service):
        return True
    wants = bool(ASKS.search(text)) and not refers
    return top.score >= ACT and wants and reading.intent in ("ask_guide", "ask_problem")


def _only_states(reading: Reading) -> bool:
    """「外地来的，租房住」 while services are on offer: about the person, not a new wish."""
    unlikely = reading.top is None or reading.top.score < CLEARLY
    return unlikely and not ASKS.search(normalise(reading.text))


def only_asks(reading: Reading) -> bool:
    """「要带什么材料」: what is asked is said, and not about which matter."""
    said = _BARE.sub("", normalise(reading.text))
    return not _AROUND_BARE.sub("", said).strip()


def _named(service: Service, said: str) -> bool:
    """True where two characters in a row of one of the service's names were said."""
    pairs = _telling_pairs(service.name, service.everyday_names)
    return any(said[i : i + 2] in pairs for i in range(len(said) - 1))


@lru_cache(maxsize=1024)
def _telling_pairs(name: str, everyday_names: tuple[str, ...]) -> frozenset[str]:
    names = tuple(map(normalise, (name, *everyday_names)))
    pairs = {plain[i : i + 2] for plain in names for i in range(len(plain) - 1)}
    return frozenset(pairs - _COMMON_PAIRS)
