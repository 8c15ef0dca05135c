"""What to do with a message: which service it is about, and which action the context asks for.

Scores are calibrated probabilities, so the thresholds below are what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.catalog.model import Catalog, Question
from bot.guidance.answers import (
    SURE,
    Found,
    answer_in_reply,
    answer_in_sentence,
    answers_in_sentence,
    speaks_of,
)
from bot.guidance.buttons import button_action
from bot.guidance.events import event_named
from bot.guidance.papers import paper_named, says_lacking
from bot.guidance.plan import Plan, Plans
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue, Journey, Offer
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

ACT = 0.5
"""A service this likely is answered for without asking back."""

CLOSE = 0.6
"""A second candidate this close to the first is a choice to offer."""

AHEAD = 3.0
"""A likely service this many times likelier than the next is answered for below `ACT`."""

LIKELY = 0.25
"""Below this nothing is likely enough for that."""

CONSIDER = 0.08
"""A service this likely is worth offering as a choice."""

HINTS = 0.12
"""A first candidate this likely is named rather than passed over for the topic so far."""

NEAR = 0.04
"""A service this likely is worth naming where nothing is likelier."""

MOST_CHOICES = 5
SURE_INTENT = 0.6
CLEARLY = 0.8
"""A service this likely is meant even where the intent says that none is."""

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
_BACK_TO = re.compile(r"继续|接着|回到|回去|还是|那个|先办|先弄|切换|换回")
_BEFORE = re.compile(r"刚才|刚刚|之前|前面那|上一个|上个|原来|先前")

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
    top = reading.top
    topic = dialogue.topic
    if top is None or reading.no_service >= max(top.score, 0.3):
        return Target("topic", (topic,)) if topic else Target("nothing")
    likely = tuple(g.service for g in reading.services if g.score >= CONSIDER)[:MOST_CHOICES]
    if top.score >= ACT and not _close_second(reading):
        return Target("service", (top.service,))
    if not topic and _well_ahead(reading):
        return Target("service", (top.service,))
    if topic in likely:
        return Target("topic", (topic,))
    if len(likely) >= 2:
        return Target("choices", likely)
    if top.score >= HINTS:
        near = tuple(g.service for g in reading.services if g.score >= NEAR)[:MOST_CHOICES]
        return Target("choices", near) if len(near) > 1 else Target("service", (top.service,))
    return Target("topic", (topic,)) if topic else Target("nothing")


def _close_second(reading: Reading) -> bool:
    scores = [guess.score for guess in reading.services[:2]]
    return len(scores) > 1 and scores[1] >= CLOSE * scores[0]


def _well_ahead(reading: Reading) -> bool:
    """One service far likelier than the next, though not likely in itself."""
    first, *others = reading.services
    return first.score >= LIKELY and (not others or first.score >= AHEAD * others[0].score)


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
    found = (answer_in_sentence(question, reading.text) for question in open_ones)
    # Words that name another service may be about that; a number with its subject is not.
    another = _names_another(reading, dialogue)
    return {f.question: f.option for f in found if f and (f.how == "amount" or not another)}


def corrected(reading: Reading, dialogue: Dialogue, plans: Plans) -> dict[str, str]:
    """Answers the sentence gives that differ from those given before."""
    plan = _plan(dialogue, plans, ended=True)
    if plan is None:
        return {}
    before = dialogue.journeys[0].answers
    asked = (q for q in plan.questions(before) if q.id in before)
    found = answers_in_sentence(asked, _without_marker(reading.text))
    return {name: option for name, option in found.items() if before[name] != option}


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
    waits = dialogue.asked and not _sure_control(reading)
    if waits and volunteered(reading, dialogue, plans):
        return "action_answer_question"
    return None


def _lacks_paper(reading: Reading, dialogue: Dialogue, plans: Plans) -> bool:
    """「没有相片回执怎么办」 during a journey with such a paper, no other service meant."""
    plan, journey = _plan(dialogue, plans), dialogue.journey
    if plan is None or journey is None or dialogue.asked or _names_another(reading, dialogue):
        return False
    named = says_lacking(reading.text) and _sure(reading, ASPECTS | {"lack_material"})
    return named and paper_named(reading.text, plan, journey) is not None


def _by_name(reading: Reading, dialogue: Dialogue, plans: Plans) -> str | None:
    """A clearly named service or life event under an intent that has no use for it."""
    if reading.elsewhere and reading.intent not in PEOPLE and not dialogue.asked:
        return "action_other_city"
    clearly = reading.top is not None and reading.top.score >= CLEARLY
    fresh = dialogue.journey is None and not dialogue.topic and not dialogue.offers
    if clearly and fresh and reading.intent not in ASPECTS | PEOPLE | {"out_of_scope", "ask_list"}:
        return "action_guide"
    names = reading.top is not None and reading.top.score >= ACT
    if reading.intent == "nlu_fallback" and names:
        return "action_guide"
    if reading.intent == "out_of_scope" and names:
        return "action_guide" if clearly or reading.confidence < SURE_INTENT else None
    said = normalise(reading.text)
    names_event = any(normalise(e.name) in said for e in plans.catalog.life_events.values())
    if names_event and reading.intent not in ASPECTS:
        return "action_guide"
    if reading.intent in ("nlu_fallback", "out_of_scope") and event_named(reading, plans.catalog):
        return "action_guide"
    return None


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
