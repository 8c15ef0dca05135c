"""What to do with a message: which service it is about, and which action the context asks for.

Scores are calibrated probabilities, so the thresholds below are what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.catalog.model import Catalog, Service
from bot.catalog.situation import Question
from bot.guidance.answers import (
    SURE,
    Found,
    answer_in_reply,
    answer_in_sentence,
    sharpest,
    speaks_of,
)
from bot.guidance.buttons import button_action
from bot.guidance.events import event_named, says_only
from bot.guidance.papers import paper_named, says_having, says_lacking, says_lost
from bot.guidance.plan import Plan, Plans
from bot.guidance.reading import CONSIDER, Reading
from bot.guidance.state import Dialogue, Journey, Offer
from bot.text.normalise import normalise, normalise_all
from bot.text.numbers import amounts, ordinal

ACT = 0.5
"""A service this likely is probably meant."""

NOTHING_MEANT = 0.3
"""Below this, that no service is meant is no reason to decline."""

HINTS = 0.12
"""A first candidate this likely is named rather than passed over for the topic so far."""

NEAR = 0.04
"""A service this likely is worth naming where nothing is likelier."""

LONGEST_SCRAP = 8
"""Characters of a reply that is nothing but an amount."""

MOST_CHOICES = 5
SURE_INTENT = 0.6
CLEARLY = 0.8
"""A service this likely is meant even where the intent says that none is."""

SURELY = 0.9
"""A service this likely is meant even by who swears, unless words of complaint are said."""

ASPECTS = frozenset(
    "ask_guide ask_materials ask_conditions ask_process ask_duration ask_fee ask_location "
    "ask_hours ask_channel ask_visits ask_progress ask_contact ask_legal ask_problem ask_validity "
    "ask_deadline".split()
)
CONTROLS = frozenset(
    "next previous repeat status skip done dont_know choose change_answer switch_service "
    "list_journeys lack_material have_material simplify normal_mode start_over cancel resume "
    "did_at_counter rejected by_counter by_online by_post by_terminal checklist sheet give_code receipt "
    "human complaint ticket_status solved unsolved privacy_show privacy_forget more_needs".split()
)
NAMED_BY_WORDS = 1.0
"""Confidence of an act that its own words name, not examples alone."""

PEOPLE = frozenset({"human", "complaint"})
"""Acts that come before any service that is named."""

MAYBE_ANSWERS = frozenset({"done", "have_material", "choose", "affirm", "deny", "change_answer"})
"""Control acts whose words also answer situation questions."""

_ASKS = re.compile(
    r"[?？]|吗|么$|怎么|咋|什么|多少|几[个天次年岁钱点]|哪|能不能|可不可以|是不是|要不要|"
    r"想办|要办|想问|请问|咨询|呢$"
)
_CORRECTS = re.compile(
    r"^(?:其实|不对|错了|说错|搞错|弄错|更正|改成|改为|应该是|我说错|刚才说错|刚刚说错|等等)"
)
_WHO = frozenset(
    ("本人", "我本人", "自己", "我自己", "代办", "孩子", "我爸", "我妈", "爸妈", "老人")
)
_BACK_TO = re.compile(r"继续|接着|回到|回去|还是|那个|先办|先弄|切换|换回")
_BEFORE = re.compile(r"刚才|刚刚|之前|前面那|上一个|上个|原来|先前")

_REFERS = re.compile(r"[那这]个|[那这]笔|[那这]张")
"""「怎么领那个钱」 leans on what was spoken of."""

_BARE = re.compile(
    r"多少钱|多久|多长时间|什么时候|怎么办理?|怎么|咋办?|如何|哪里|哪儿|在哪|材料|资料|东西|费用|收费|"
    r"时间|地址|地点|窗口|网上|流程|条件|要不要|能不能|可以|需要|准备|办理|申请|领取|结果|本人|"
    r"整个|全部|一共|步骤|环节|怎样|什么样|是|的|有|这个|那个|[?？。,，]"
)
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


def target(reading: Reading, dialogue: Dialogue, catalog: Catalog) -> Target:
    """Finds what the message is about, leaning on the topic when it names no service."""
    event = event_named(reading, catalog)
    if event:
        return Target("service", (event,))
    return _spoken_of(reading, dialogue, catalog) or _likely(reading, dialogue.topic)


def _spoken_of(reading: Reading, dialogue: Dialogue, catalog: Catalog) -> Target | None:
    """The topic so far, or the services on offer, where the sentence does not lead away."""
    if dialogue.topic and reading.top is not None and not _leads_away(reading, catalog):
        return Target("topic", (dialogue.topic,))
    shown = tuple(offer.value for offer in dialogue.offers if offer.kind == "service")
    unclear = _only_states(reading) or (reading.one_service <= 0 and reading.no_service < ACT)
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
    if topic in likely:
        return Target("topic", (topic,))
    if topic and top.score < HINTS:
        return Target("topic", (topic,))
    near = tuple(g.service for g in reading.services if g.score >= NEAR)[:MOST_CHOICES]
    return Target("choices", likely if len(likely) > 1 else _two_at_least(near, reading))


def _two_at_least(near: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    return near if len(near) > 1 else tuple(g.service for g in reading.services[:3])


def _leads_away(reading: Reading, catalog: Catalog) -> bool:
    """True where a sentence is about a service of its own rather than what was spoken of.

    Bare words of an aspect (「要带啥」「多久能拿到」) and statements (「外地来的租房住」)
    always resemble some service a little.
    """
    top = reading.top
    said = _BARE.sub(" ", normalise(reading.text))
    if top is None or not said.strip():
        return False
    if top.score >= CLEARLY:
        return True
    likely = [catalog.services.get(g.service) for g in reading.services[:3] if g.score >= CONSIDER]
    if any(_named(service, said) for service in likely if service):
        return True
    text = normalise(reading.text)
    wants = bool(_ASKS.search(text)) and not _REFERS.search(text)
    return top.score >= ACT and wants and reading.intent in ("ask_guide", "ask_problem")


def _only_states(reading: Reading) -> bool:
    """「外地来的，租房住」 while services are on offer: about the person, not a new wish."""
    unlikely = reading.top is None or reading.top.score < CLEARLY
    return unlikely and not _ASKS.search(normalise(reading.text))


def _named(service: Service, said: str) -> bool:
    """True where two characters in a row of one of the service's names were said."""
    pairs = _telling_pairs(service.name, service.everyday_names)
    return any(said[i : i + 2] in pairs for i in range(len(said) - 1))


@lru_cache(maxsize=1024)
def _telling_pairs(name: str, everyday_names: tuple[str, ...]) -> frozenset[str]:
    names = (normalise(name), *normalise_all(everyday_names))
    pairs = {plain[i : i + 2] for plain in names for i in range(len(plain) - 1)}
    return frozenset(pairs - _COMMON_PAIRS)


def open_question(dialogue: Dialogue, plans: Plans) -> Question | None:
    """The situation question that was asked last and is still open."""
    plan = _plan(dialogue, plans)
    return plan.question(dialogue.asked) if plan and dialogue.asked else None


def chosen(reading: Reading, dialogue: Dialogue) -> Offer | None:
    """The offer meant by position or by its words."""
    if not dialogue.offers:
        return None
    said = normalise(reading.text)
    for offer in dialogue.offers:
        if said == normalise(offer.label):
            return offer
    position = ordinal(said)
    if position is not None and (reading.intent == "choose" or len(said) <= 8):
        index = position - 1 if position > 0 else len(dialogue.offers) - 1
        return dialogue.offers[index] if index < len(dialogue.offers) else None
    if 2 <= len(said) <= 12:
        holding = [offer for offer in dialogue.offers if said in normalise(offer.label)]
        return holding[0] if len(holding) == 1 else None
    return None


def reply_to_question(reading: Reading, dialogue: Dialogue, plans: Plans) -> Found | None:
    """The answer to the open question, unless the message is about something else."""
    question = open_question(dialogue, plans)
    found = answer_in_reply(question, reading.text) if question else None
    if (
        question is None
        or found is None
        or _measures_another(question, found, reading, dialogue, plans)
    ):
        return None
    said = normalise(reading.text)
    if len(found.evidence) * 2 >= len(said) or found.how == "exact":
        return found
    asks = bool(_ASKS.search(said))
    if found.how in SURE and not asks and not _sure_control(reading):
        return found
    if _sure_control(reading) or (asks and _sure(reading, ASPECTS - {"ask_guide"})):
        return None
    return None if _names_another(reading, dialogue) else found


def volunteered(reading: Reading, dialogue: Dialogue, plans: Plans) -> dict[str, str]:
    """Answers to questions of the journey that were not asked yet: 「我是外地的，租房住」."""
    plan, journey = _plan(dialogue, plans), dialogue.journey
    if plan is None or journey is None or _ASKS.search(normalise(reading.text)):
        return {}
    open_ones = (q for q in plan.questions(journey.answers) if q.id not in journey.answers)
    found = sharpest(answer_in_sentence(question, reading.text) for question in open_ones)
    # Words that name another service may be about that; a number with its subject is not.
    another = _names_another(reading, dialogue)
    return {f.question: f.option for f in found if f.how == "amount" or not another}


def corrected(reading: Reading, dialogue: Dialogue, plans: Plans) -> dict[str, str]:
    """Answers the sentence gives that differ from those given before."""
    plan = _plan(dialogue, plans, ended=True)
    if plan is None:
        return {}
    before = dialogue.journeys[0].answers
    asked = (q for q in plan.questions(before) if q.id in before)
    said = _without_marker(reading.text)
    found = sharpest(answer_in_sentence(question, said) for question in asked)
    return {f.question: f.option for f in found if before[f.question] != f.option}


def journey_meant(reading: Reading, dialogue: Dialogue, plans: Plans) -> Journey | None:
    """The journey to go on with: by its name (「居住证那个」) or by 「刚才的」."""
    said = normalise(reading.text)
    others = [j for j in dialogue.open_journeys if j is not dialogue.journey]
    if (
        not dialogue.open_journeys
        or len(said) > 20
        or not (_BACK_TO.search(said) or _BEFORE.search(said))
    ):
        return None
    for journey in dialogue.open_journeys:
        plan = plans.plan(journey.service)
        if plan and any(name in said for name in _names_of(plan)):
            return journey
    goes_back = _BEFORE.search(said) and _BACK_TO.search(said)
    return others[0] if others and goes_back and not _ASKS.search(said) else None


def contextual_action(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """The action the conversation so far calls for; None leaves it to the rules."""
    question = open_question(dialogue, plans)
    exact = answer_in_reply(question, reading.text) if question else None
    if exact and exact.how == "exact":
        return "action_answer_question"
    if chosen(reading, dialogue):
        return "action_choose"
    button = button_action(reading.text)
    if button:
        return button
    return _by_content(reading, dialogue, plans) or _by_name(reading, dialogue, plans)


def _by_content(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """Corrections, answers, and the way back to another journey."""
    if _CORRECTS.search(normalise(reading.text)) and corrected(reading, dialogue, plans):
        return "action_change_answer"
    if reply_to_question(reading, dialogue, plans):
        return "action_answer_question"
    if journey_meant(reading, dialogue, plans):
        return "action_resume"
    if _lacks_paper(reading, dialogue, plans):
        return "action_lack_material"
    if _has_paper(reading, dialogue, plans):
        return "action_have_material"
    waits = dialogue.asked and not _sure_control(reading)
    if waits and (volunteered(reading, dialogue, plans) or _only_a_scrap(reading)):
        return "action_answer_question"
    return None


def _only_a_scrap(reading: Reading) -> bool:
    """「13个月了」「本人」 after a question: an answer to something, if not to this."""
    said = normalise(reading.text)
    amount = len(said) <= LONGEST_SCRAP and bool(amounts(said))
    return not _ASKS.search(said) and (amount or said in _WHO)


def _lacks_paper(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「没有相片回执怎么办」 during a journey with such a paper, no other service meant."""
    plan, journey = _plan(dialogue, plans), dialogue.journey
    if plan is None or journey is None or dialogue.asked or not says_lacking(reading.text):
        return False
    paper = paper_named(reading.text, plan, journey)
    if paper is None:
        return False
    top = reading.top
    # 「户口本没找到咋办」 names the service that issues the paper: that is how to get it.
    # One that is lost wants that service at once.
    if top is not None and top.score >= ACT and top.service == paper.obtained_by:
        return reading.intent not in PEOPLE and not says_lost(reading.text)
    return not _names_another(reading, dialogue) and _sure(reading, ASPECTS | {"lack_material"})


def _has_paper(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「出生证明有了」 during a journey with such a paper, and nothing is asked."""
    plan, journey = _plan(dialogue, plans), dialogue.journey
    if plan is None or journey is None or dialogue.asked or not says_having(reading.text):
        return False
    asks = bool(_ASKS.search(normalise(reading.text)))
    return not asks and paper_named(reading.text, plan, journey) is not None


def _by_name(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """A clearly named service or life event under an intent that has no use for it."""
    if reading.elsewhere and reading.intent not in PEOPLE and not dialogue.asked:
        return "action_other_city"
    here = reading.intent == "other_city" and reading.no_service < ACT
    if here or (_begins(dialogue) and _means_a_service(reading)):
        return f"action_{reading.asks or 'guide'}"
    names = reading.top is not None and reading.top.score >= ACT
    if reading.intent == "nlu_fallback" and names:
        return "action_guide"
    if reading.intent == "out_of_scope" and names:
        return "action_guide" if _means_a_service(reading) else None
    said = normalise(reading.text)
    names_event = any(normalise(e.name) in said for e in plans.catalog.life_events.values())
    whole = any(says_only(event, said) for event in plans.catalog.life_events.values())
    if whole or (names_event and reading.intent not in ASPECTS):
        return "action_guide"
    if reading.intent in ("nlu_fallback", "out_of_scope") and event_named(reading, plans.catalog):
        return "action_guide"
    return None


def _begins(dialogue: Dialogue) -> bool:
    """Nothing was talked about yet, so there is nothing an act could be about."""
    return dialogue.journey is None and not dialogue.topic and not dialogue.offers


def _means_a_service(reading: Reading) -> bool:
    """A service is meant, though the intent has no use for one: 「新房水电还是前房东名字」."""
    if reading.top is None or reading.intent in ASPECTS | {"ask_list"}:
        return False
    if reading.intent in PEOPLE:
        named = reading.intent == "human" or reading.top.score >= SURELY
        sure = NAMED_BY_WORDS if named else SURE_INTENT
        return reading.confidence < sure and reading.top.score >= CLEARLY
    if reading.intent == "out_of_scope" and reading.confidence >= SURE_INTENT:
        return reading.top.score >= CLEARLY
    return reading.no_service < ACT


def _plan(dialogue: Dialogue, plans: Plans, *, ended: bool = False) -> Plan | None:
    journey = dialogue.journeys[0] if ended and dialogue.journeys else dialogue.journey
    return plans.plan(journey.service) if journey else None


def _measures_another(
    question: Question, found: Found, reading: Reading, dialogue: Dialogue, plans: Plans
) -> bool:
    """「社保交了13个月」 while the months of residence are asked: a number about something else."""
    plan, journey = _plan(dialogue, plans), dialogue.journey
    if (
        found.how != "amount"
        or plan is None
        or journey is None
        or speaks_of(question, reading.text)
    ):
        return False
    return any(
        other.id != question.id and speaks_of(other, reading.text)
        for other in plan.questions(journey.answers)
    )


def _sure(reading: Reading, intents: frozenset[str]) -> bool:
    return reading.confidence >= SURE_INTENT and reading.intent in intents


def _sure_control(reading: Reading) -> bool:
    return _sure(reading, CONTROLS - MAYBE_ANSWERS)


def _names_another(reading: Reading, dialogue: Dialogue) -> bool:
    """True where another service than that of the journey is probably meant."""
    return (
        reading.top is not None
        and reading.top.score >= ACT
        and reading.top.score > reading.no_service
        and dialogue.journey is not None
        and reading.top.service != dialogue.journey.service
    )


def _names_of(plan: Plan) -> tuple[str, ...]:
    owner = plan.owner
    names = (owner.name, getattr(owner, "short_name", ""), *owner.everyday_names)
    return tuple(normalise(name) for name in names if len(name) > 1)


def _without_marker(text: str) -> str:
    """「其实我不是学生」 without its first word; 「不对」 must not negate what follows."""
    return _CORRECTS.sub("", normalise(text))
