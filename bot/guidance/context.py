"""What a message says to the conversation so far: an offer taken, an answer, another journey."""

from __future__ import annotations

import re

from bot.catalog.situation import Question
from bot.guidance.answers import (
    SURE,
    Found,
    answer_in_reply,
    answer_in_sentence,
    sharpest,
    speaks_of,
)
from bot.guidance.intents import ASKS, ASPECTS, sure, sure_control
from bot.guidance.plan import Plan, Plans
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue, Journey, Offer
from bot.guidance.target import ACT
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

CORRECTS = re.compile(
    r"^(?:其实|不对|错了|说错|搞错|弄错|更正|改成|改为|应该是|我说错|刚才说错|刚刚说错|等等)"
)

_BACK_TO = re.compile(r"继续|接着|回到|回去|还是|那个|先办|先弄|切换|换回")

_ALL = re.compile(
    r"^(?:[这那]?[几两二三四五][个件样种张]|全部|它们)?我?(?:都|全)(?:要|得|想)?(?:办|补|换|是|丢)?[了的呢啊吧]*$"
)

_NAMES_ONE = re.compile(r"^(?:那|先|就|还是)|(?:呢|吧|那个|这个|的)$")
"""What stands around a name that picks one of several."""

_BEFORE = re.compile(r"刚才|刚刚|上次|上回|之前|前面那|上一个|上个|原来|先前")


_RELATIVE = (
    r"(?:老公|老婆|爱人|太太|先生|媳妇|丈夫|妻子|儿子|女儿|孩子|小孩|宝宝|娃|爸妈|父母|"
    r"爸爸?|妈妈?|爷爷|奶奶|外公|外婆|哥哥?|弟弟?|姐姐?|妹妹?|家人|朋友|同事)"
)
_ANOTHER = re.compile(
    rf"^(?:那|还有|对了|另外)*(?:我的?)?(?P<who>{_RELATIVE})"
    r"(?:的?呢|(?:也|都)(?:一起)?(?:想|要|得|需要|可以)?"
    r"(?:一起)?(?:办|弄|补|换|申请|做)?(?:一[个张份本])?[吗么呢啊了]?(?:[,，].*)?)$"
)
"""「我老婆也办，她是深圳户口」: the papers of another person are another list."""


def open_question(dialogue: Dialogue, plans: Plans) -> Question | None:
    """The situation question that was asked last and is still open."""
    plan = plan_under_way(dialogue, plans)
    return plan.question(dialogue.asked) if plan and dialogue.asked else None


def chosen(reading: Reading, dialogue: Dialogue) -> Offer | None:
    """The offer meant by position or by its words."""
    if not dialogue.offers:
        return None
    said = normalise(reading.text)
    for offer in dialogue.offers:
        if said == normalise(offer.label):
            return offer
    every = all_chosen(reading, dialogue)
    if every:
        return next(offer for offer in dialogue.offers if offer.value == every[0])
    position = ordinal(said)
    if position is not None and (reading.intent == "choose" or len(said) <= 8):
        index = position - 1 if position > 0 else len(dialogue.offers) - 1
        return dialogue.offers[index] if index < len(dialogue.offers) else None
    if 2 <= len(said) <= 12:
        holding = [offer for offer in dialogue.offers if said in normalise(offer.label)]
        return holding[0] if len(holding) == 1 else _likeliest_offer(reading, dialogue)
    return None


def all_chosen(reading: Reading, dialogue: Dialogue) -> tuple[str, ...]:
    """The services on offer, where 「两个都要」 takes them all; else none."""
    every = _ALL.match(normalise(reading.text))
    services = [offer.value for offer in dialogue.offers if offer.kind == "service"]
    return tuple(services) if every and len(services) > 1 else ()


def _likeliest_offer(reading: Reading, dialogue: Dialogue) -> Offer | None:
    """「那驾照呢」: the service on offer that the words most likely mean, where it is the first."""
    top = reading.top
    if top is None or not _NAMES_ONE.search(normalise(reading.text)):
        return None
    found = (offer for offer in dialogue.offers if offer.kind == "service")
    return next((offer for offer in found if offer.value == top.service), None)


def reply_to_question(reading: Reading, dialogue: Dialogue, plans: Plans) -> Found | None:
    """The answer to the open question, unless the message is about something else."""
    question = open_question(dialogue, plans)
    found = answer_in_reply(question, reading.told) if question else None
    if (
        question is None
        or found is None
        or _measures_another(question, found, reading, dialogue, plans)
    ):
        return None
    said = normalise(reading.text)
    asks = bool(ASKS.search(said))
    # 「能领几个月」 has words of an option and asks something of its own.
    if asks and found.how == "overlap":
        return None
    if len(found.evidence) * 2 >= len(said) or found.how == "exact":
        return found
    if found.how in SURE and not asks and not sure_control(reading):
        return found
    if sure_control(reading) or (asks and sure(reading, ASPECTS - {"ask_guide"})):
        return None
    return None if names_another(reading, dialogue) else found


def volunteered(reading: Reading, dialogue: Dialogue, plans: Plans) -> dict[str, str]:
    """Answers to questions of the journey that were not asked yet: 「我是外地的，租房住」."""
    plan, journey = plan_under_way(dialogue, plans), dialogue.journey
    if plan is None or journey is None or ASKS.search(normalise(reading.text)):
        return {}
    open_ones = (q for q in plan.questions(journey.answers) if q.id not in journey.answers)
    found = sharpest(answer_in_sentence(question, reading.told) for question in open_ones)
    # Words that name another service may be about that; a number with its subject is not.
    another = names_another(reading, dialogue)
    said = len(normalise(reading.text))
    return {
        f.question: f.option
        for f in found
        if f.how == "amount" or not another or len(f.evidence) * 3 >= said * 2
    }


def corrected(reading: Reading, dialogue: Dialogue, plans: Plans) -> dict[str, str]:
    """Answers the sentence gives that differ from those given before."""
    plan = plan_under_way(dialogue, plans, ended=True)
    if plan is None:
        return {}
    before = dialogue.journeys[0].answers
    asked = (q for q in plan.questions(before) if q.id in before)
    said = _without_marker(reading.told)
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
    return others[0] if others and goes_back and not ASKS.search(said) else None


def another_person(reading: Reading, dialogue: Dialogue) -> str:
    """Whom 「我儿子也要」 names while something is done for somebody else; empty for nobody."""
    if dialogue.journey is None:
        return ""
    found = _ANOTHER.match(normalise(reading.text))
    return found["who"] if found else ""


def plan_under_way(dialogue: Dialogue, plans: Plans, *, ended: bool = False) -> Plan | None:
    """The plan of the journey under way; with ``ended`` the newest one counts, though over."""
    journey = dialogue.journeys[0] if ended and dialogue.journeys else dialogue.journey
    return plans.plan(journey.service) if journey else None


def _measures_another(
    question: Question, found: Found, reading: Reading, dialogue: Dialogue, plans: Plans
) -> bool:
    """「社保满一年了」 while the months of residence are asked: said of something else."""
    plan, journey = plan_under_way(dialogue, plans), dialogue.journey
    if (
        question.measure is None
        or found.how not in ("amount", "phrase", "overlap")
        or plan is None
        or journey is None
        or speaks_of(question, reading.text)
    ):
        return False
    return any(
        other.id != question.id and speaks_of(other, reading.text)
        for other in plan.questions(journey.answers)
    )


def names_another(reading: Reading, dialogue: Dialogue) -> bool:
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
    return CORRECTS.sub("", normalise(text))
