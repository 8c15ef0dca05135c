"""Which action the conversation so far calls for."""

from __future__ import annotations

import re

from bot.guidance.answers import answer_in_reply
from bot.guidance.buttons import button_action
from bot.guidance.context import (
    CORRECTS,
    another_person,
    chosen,
    corrected,
    journey_meant,
    names_another,
    open_question,
    plan_under_way,
    reply_to_question,
    volunteered,
)
from bot.guidance.danger import danger
from bot.guidance.intents import ASKS, ASPECTS, PEOPLE, SURE_INTENT, sure, sure_control
from bot.guidance.papers import (
    asked_after,
    is_a_paper,
    paper_asked_after,
    paper_named,
    says_having,
    says_lacking,
    says_lost,
)
from bot.guidance.plan import Plans
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue
from bot.guidance.target import ACT, CLEARLY
from bot.text.normalise import normalise
from bot.text.numbers import amounts

LONGEST_SCRAP = 8
"""Characters of a reply that is nothing but an amount."""

SURELY = 0.9
"""A service this likely is meant even by who swears, unless words of complaint are said."""

NAMED_BY_WORDS = 1.0
"""Confidence of an act that its own words name, not examples alone."""

NO_REPLY_IN_PLACE = frozenset({"out_of_scope", "more_needs", "other_city", "human", "privacy_show"})
"""What examples alone hear in a scrap of words that no option fits: it was meant as an answer."""

SHORTEST_WISH = 5
"""Characters of what may be a reply in a few words (「有居住证」), and hardly another wish."""

_WISHES = re.compile(
    r"[办换补查领交开销改转续停退申登报取]|多久|费用|地址|电话|材料|流程|时间|网上|窗口"
)

SHORT_CORRECTION = 12
"""Characters of what corrects an answer rather than begins with another service."""

_A_PERSON = re.compile(r"人工|客服|真人|活人|[找换要叫].{0,3}人|人.{0,3}[接说聊]|删|隐私|记录")
"""Words of those who want a person, or their data."""

_WHO = frozenset(
    ("本人", "我本人", "自己", "我自己", "代办", "孩子", "我爸", "我妈", "爸妈", "老人")
)


def contextual_action(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """The action the conversation so far calls for; None leaves it to the rules."""
    question = open_question(dialogue, plans)
    exact = answer_in_reply(question, reading.text) if question else None
    if exact and exact.how == "exact":
        return "action_answer_question"
    # 「家暴受害人」 answers the question of legal aid.
    if danger(reading.text) and not reply_to_question(reading, dialogue, plans):
        return "action_danger"
    if chosen(reading, dialogue):
        return "action_choose"
    button = button_action(reading.text)
    if button:
        return button
    return (
        _beside(reading, dialogue, plans)
        or _by_content(reading, dialogue, plans)
        or _by_name(reading, dialogue, plans)
    )


def _beside(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """What is asked beside the open point: for another person, or after a paper of this one."""
    if another_person(reading, dialogue):
        return "action_another_person"
    plan = plan_under_way(dialogue, plans)
    asked = plan is not None and asked_after(reading.text)
    if plan and asked and (is_a_paper(asked) or paper_asked_after(reading.text, plan.papers())):
        return "action_need_material"
    return None


def _by_content(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """Corrections, answers, and the way back to another journey."""
    if CORRECTS.search(normalise(reading.text)) and _changes(reading, dialogue, plans):
        return "action_change_answer"
    if reply_to_question(reading, dialogue, plans):
        return "action_answer_question"
    if journey_meant(reading, dialogue, plans):
        return "action_resume"
    if _lacks_paper(reading, dialogue, plans):
        return "action_lack_material"
    if _has_paper(reading, dialogue, plans):
        return "action_have_material"
    waits = dialogue.asked and not sure_control(reading)
    told = waits and volunteered(reading, dialogue, plans)
    if told or (dialogue.asked and _only_a_scrap(reading, plans)):
        return "action_answer_question"
    return None


def _changes(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「不对，是在深圳生的」 takes an answer back, also where it is not clear what it gives."""
    if corrected(reading, dialogue, plans):
        return True
    said = normalise(reading.text)
    walked = dialogue.journey is not None and bool(dialogue.journey.answers)
    of_this = len(said) <= SHORT_CORRECTION or not names_another(reading, dialogue)
    return walked and of_this and not ASKS.search(said) and not dialogue.asked


def _named(reading: Reading, plans: Plans) -> bool:
    """The words are one of the names of the service they are most like: 「居住证」."""
    service = plans.catalog.services.get(reading.top.service) if reading.top else None
    names = (service.name, *service.everyday_names) if service else ()
    return normalise(reading.text) in map(normalise, names)


def _only_a_scrap(reading: Reading, plans: Plans) -> bool:
    """「13个月了」「本人」 after a question: an answer to something, if not to this."""
    said = normalise(reading.text)
    short = len(said) <= LONGEST_SCRAP
    unheard = reading.intent in NO_REPLY_IN_PLACE and not _A_PERSON.search(said)
    unsaid = (
        len(said) <= SHORTEST_WISH and reading.intent == "ask_guide" and not _WISHES.search(said)
    )
    scrap = short and (bool(amounts(said)) or unheard or (unsaid and not _named(reading, plans)))
    return not ASKS.search(said) and (scrap or said in _WHO)


def _lacks_paper(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「没有相片回执怎么办」 during a journey with such a paper, no other service meant."""
    plan, journey = plan_under_way(dialogue, plans), dialogue.journey
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
    return not names_another(reading, dialogue) and sure(reading, ASPECTS | {"lack_material"})


def _has_paper(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「出生证明有了」 during a journey with such a paper, and nothing is asked."""
    plan, journey = plan_under_way(dialogue, plans), dialogue.journey
    if plan is None or journey is None or dialogue.asked or not says_having(reading.text):
        return False
    asks = bool(ASKS.search(normalise(reading.text)))
    return not asks and paper_named(reading.text, plan, journey) is not None


def _by_name(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """A clearly named service or life event under an intent that has no use for it."""
    if reading.elsewhere and reading.intent not in PEOPLE and not dialogue.asked:
        return "action_other_city"
    if _here(reading, dialogue) or (_begins(dialogue) and _means_a_service(reading)):
        return f"action_{reading.asks or 'guide'}"
    names = reading.top is not None and reading.top.score >= ACT
    if reading.intent == "nlu_fallback" and names:
        return "action_guide"
    if reading.intent == "out_of_scope" and names:
        return "action_guide" if _means_a_service(reading) else None
    said = normalise(reading.text)
    if plans.events.only_said(said):
        return "action_guide"
    if reading.intent not in ASPECTS and plans.events.named_in(said):
        return "action_guide"
    if reading.intent in ("nlu_fallback", "out_of_scope") and plans.events.meant(reading):
        return "action_guide"
    return None


def _here(reading: Reading, dialogue: Dialogue) -> bool:
    """Another city is heard where a service of this one is meant, or a household is named."""
    meant = reading.no_service < ACT or bool(reading.household and dialogue.topic)
    return reading.intent == "other_city" and meant


def _begins(dialogue: Dialogue) -> bool:
    """Nothing was talked about yet, so there is nothing an act could be about."""
    return dialogue.journey is None and not dialogue.topic and not dialogue.offers


def _means_a_service(reading: Reading) -> bool:
    """A service is meant, though the intent has no use for one: 「新房水电还是前房东名字」."""
    if reading.top is None or reading.intent in ASPECTS | {"ask_list"}:
        return False
    if reading.intent in PEOPLE:
        named = reading.intent == "human" or reading.top.score >= SURELY
        enough = NAMED_BY_WORDS if named else SURE_INTENT
        return reading.confidence < enough and reading.top.score >= CLEARLY
    if reading.intent == "out_of_scope" and reading.confidence >= SURE_INTENT:
        return reading.top.score >= CLEARLY
    return reading.no_service < ACT
