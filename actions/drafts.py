"""Drafts: what can be said of a service or journey, as responses, facts and cards.

Facts that may be empty begin with their own line break, so that nothing empty is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from actions import cards, lines
from actions.base import Result, Turn
from actions.context import card_about, frequent, name_of, on_date, service_of
from bot.catalog.handling import Step
from bot.catalog.model import Service
from bot.catalog.situation import Outcome, Question
from bot.guidance import buttons
from bot.guidance.asking import WORTH_STOPPING, still_passed
from bot.guidance.checklist import difference
from bot.guidance.conditions import UNKNOWN, Status, status
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey, Offer
from bot.guidance.validity import in_force
from bot.replies import Choice, Draft


def summary(turn: Turn, dialogue: Dialogue, plan: Plan) -> Draft:
    """What the service is, in a line, with its source."""
    owner = plan.owner
    facts = {
        "service": owner.name,
        "summary": lines.sentence(owner.summary),
        "footer": lines.footer(owner),
    }
    card = card_about(turn, dialogue, owner) | {"summary": owner.summary}
    if isinstance(owner, Service):
        card |= {
            "tags": list(owner.tags),
            "department": owner.department,
            "fees": cards.parts(owner, "fees", owner.fees, {}),
            "time_limits": cards.parts(owner, "time_limits", owner.time_limits, {}),
        }
    return Draft("utter_service", "service", "answered", facts, card)


def asked_before(turn: Turn, dialogue: Dialogue, plan: Plan) -> tuple[Draft, ...]:
    """The answer to a frequent question of the service, where the message asks just that."""
    if not isinstance(plan.owner, Service):
        return ()
    found = frequent(turn, plan.owner)
    if found is None:
        return ()
    faq, field = found
    card = card_about(turn, dialogue, plan.owner) | {"lines": [{"field": field, "text": faq.a}]}
    facts = {"asked": faq.q.rstrip("？?"), "answer": lines.sentence(faq.a)}
    return (Draft("utter_asked_before", "text", "answered", facts, card),)


def question(turn: Turn, dialogue: Dialogue, plan: Plan, asked: Question, remaining: int) -> Draft:
    """A situation question with its options by number; 「不知道」 has the number after them."""
    facts = {
        "ask": asked.ask,
        "why": f"（{asked.why.rstrip('。')}）" if asked.why else "",
        "options": "\n".join(f"{i}. {o.label}" for i, o in enumerate(asked.options, 1)),
        "unknown": len(asked.options) + 1,
        "remaining": remaining,
        "enough": "，不想再答就说“先看清单”" if remaining >= WORTH_STOPPING else "",
    }
    card = card_about(turn, dialogue, plan.owner) | cards.question(asked, remaining)
    options = [*(Choice(o.label, o.label) for o in asked.options), buttons.DONT_KNOW.choice]
    options += [buttons.ENOUGH.choice] if remaining >= WORTH_STOPPING else []
    return Draft("utter_question", "question", "asked", facts, card, tuple(options))


def checklist(turn: Turn, dialogue: Dialogue, plan: Plan, journey: Journey) -> Draft:
    """The checklist of a journey."""
    found = plan.checklist(journey.answers, ticked=journey.ticked)
    situation = situation_summary(plan, journey.answers, passed=journey.passed)
    passed = still_passed(journey)
    offered = buttons.at_checklist(more=bool(passed))
    facts = {
        "service": plan.name,
        "situation": f"（{situation}）" if situation else "",
        "count": _count(turn, plan, journey),
        "materials": lines.checklist(found, plan.questions(journey.answers), journey.answers),
        "short": lines.short_checklist(found),
        "warning": _warnings(plan, journey.answers),
        "passed": f"\n还有 {passed} 个小问题没问，上面标了“才要”的先不急；说“接着问”，清单会更准。"
        if passed
        else "",
        "digits": digits(offered),
        "footer": lines.footer(plan.owner),
    }
    listed = cards.checklist(found, tuple(plan.questions(journey.answers)), journey.answers)
    card = card_about(turn, dialogue, plan.owner) | listed
    card |= {"situation": situation, "answers": plan.relevant(journey.answers)}
    card["warnings"] = facts["warning"].split("\n")[1:]
    response = "utter_checklist" if found.items else "utter_no_papers"
    return Draft(response, "checklist", "answered", facts, card, buttons.choices(offered))


def changed_papers(plan: Plan, journey: Journey) -> Draft | None:
    """What a changed answer did to the list shown before; None where it did nothing."""
    found = plan.checklist(journey.answers)
    came, went = difference(journey.shown, found)
    if not journey.shown or not (came or went):
        return None
    names = {paper.id: paper.name for paper in plan.papers()}
    facts = {
        "came": f"\n＋ 多了：{'、'.join(names[i] for i in came)}" if came else "",
        "went": f"\n－ 不用了：{'、'.join(names.get(i, i) for i in went)}" if went else "",
    }
    card = {"came": list(came), "went": list(went)}
    return Draft("utter_difference", "materials", "controlled", facts, card)


def step(
    turn: Turn, dialogue: Dialogue, plan: Plan, current: Step, all_steps: tuple[Step, ...]
) -> Draft:
    """One step of the way."""
    journey = dialogue.journeys[0]
    index = all_steps.index(current) + 1
    others = [way for way in plan.ways(journey.answers) if way != journey.way]
    offered = [buttons.NEXT]
    offered += [buttons.PREVIOUS] if index > 1 else []
    offered += [buttons.BY_WAY[way] for way in others if way in buttons.BY_WAY]
    facts = {
        "service": plan.name,
        "index": index,
        "total": len(all_steps),
        "name": current.name,
        "way": f"·{lines.WAYS[journey.way]}" if journey.way in lines.WAYS else "",
        "part": f"（{current.stage}）" if current.stage else "",
        "step": lines.step(current),
        "do": current.do,
        "who": current.who,
        "where": f"\n在哪：{current.where}" if current.where else "",
        "digits": digits(offered),
    }
    card = card_about(turn, dialogue, plan.owner) | cards.step(
        current, index, len(all_steps), journey.way
    )
    return Draft("utter_step", "step", "stepped", facts, card, buttons.choices(offered))


def not_eligible(
    turn: Turn, dialogue: Dialogue, plan: Plan, outcome: Outcome
) -> tuple[Draft, tuple[Offer, ...]]:
    """Why it cannot be done, and what can; with what is offered instead."""
    open_to = [i.service for i in outcome.instead if i.service in turn.guide.catalog.services]
    offers = tuple(Offer("service", s, name_of(turn, s)) for s in dict.fromkeys(open_to))
    facts = {
        "service": plan.name,
        "reason": lines.sentence(outcome.not_eligible),
        "instead": lines.bullets(option.do for option in outcome.instead),
        "choices": _numbered_line(offers),
        "footer": lines.footer(plan.owner),
    }
    card = card_about(turn, dialogue, plan.owner)
    card |= {"reason": outcome.not_eligible, "instead": [i.dict() for i in outcome.instead]}
    options = tuple(Choice(offer.label, offer.label) for offer in offers)
    return Draft("utter_not_eligible", "condition", "answered", facts, card, options), offers


def completed(
    turn: Turn, dialogue: Dialogue, plan: Plan, journey: Journey
) -> tuple[Draft, tuple[Offer, ...]]:
    """The end: what one gets, what to do when refused, and what usually follows."""
    members = plan.members(journey.answers)
    inside = {service.id for service, _ in members}
    follow = {
        n.service: n.why
        for service, _ in members
        for n in service.next
        if n.service in turn.guide.catalog.services and n.service not in inside
    }
    offers = tuple(Offer("service", s, name_of(turn, s)) for s in follow)
    results = (
        lines.result(part)
        for service, answers in members
        for part in service.results
        if status(part.when, answers) is not Status.FAILS
    )
    correction = plan.owner.correction if isinstance(plan.owner, Service) else ""
    after = "\n".join(f"{i}. {o.label}：{follow[o.value]}" for i, o in enumerate(offers, 1))
    facts = {
        "service": plan.name,
        "results": f"\n您会拿到：\n{text}" if (text := lines.bullets(results)) else "",
        "correction": f"\n如果没通过：{correction}" if correction else "",
        "next": f"\n接下来常办的：\n{after}" if after else "",
        "footer": lines.footer(plan.owner),
    }
    card = card_about(turn, dialogue, plan.owner)
    card["next"] = [{"service": s, "why": why} for s, why in follow.items()]
    options = tuple(Choice(offer.label, offer.label) for offer in offers)
    return Draft("utter_completed", "summary", "completed", facts, card, options), offers


def choices(turn: Turn, dialogue: Dialogue, services: Iterable[str]) -> Result:
    """Two to five services to choose from."""
    found = [service_of(turn, service) for service in services]
    offers = tuple(Offer("service", s.id, s.name) for s in found)
    facts = {"choices": "\n".join(f"{i}. {s.name}" for i, s in enumerate(found, 1))}
    options = tuple(Choice(s.name, s.name) for s in found)
    card = {"choices": [{"id": s.id, "label": s.name, "summary": s.summary} for s in found]}
    draft = Draft("utter_choices", "choices", "clarified", facts, card, options)
    return Result((draft,), replace(dialogue, offers=offers))


def not_in_force(
    turn: Turn, dialogue: Dialogue, service: Service
) -> tuple[Draft, tuple[Offer, ...]] | None:
    """What to say of a service whose rules do not hold on the date asked about."""
    day = on_date(dialogue)
    state = in_force(service, day)
    if state == "in_force":
        return None
    validity = service.validity
    named = validity.superseded_by if validity.superseded_by in turn.guide.catalog.services else ""
    offers = (Offer("service", named, name_of(turn, named)),) if named else ()
    facts = {
        "service": service.name,
        "until": lines.day(validity.effective_to) if validity.effective_to else "",
        "since": lines.day(validity.effective_from) if validity.effective_from else "",
        "note": lines.sentence(validity.note),
        "replaced": f"现在请看：{offers[0].label}。" if offers else "",
        "footer": lines.footer(service),
    }
    options = tuple(Choice(offer.label, offer.label) for offer in offers)
    response = "utter_expired" if state == "expired" else "utter_not_yet"
    card = card_about(turn, dialogue, service)
    return Draft(response, "notice", "expired", facts, card, options), offers


def situation_summary(plan: Plan, answers: Mapping[str, str], *, passed: Sequence[str] = ()) -> str:
    """The person's situation in the words of the options they chose."""
    labels = []
    answers = plan.relevant(answers)
    for asked in plan.questions(answers):
        answer = answers.get(asked.id)
        if answer == UNKNOWN and asked.id not in passed:
            labels.append("有一项还不确定")
        elif answer:
            labels += [option.label for option in asked.options if option.id == answer]
    return "，".join(dict.fromkeys(labels))


def digits(offered: Iterable[buttons.Button]) -> str:
    """What each digit means, for people who answer by number."""
    return "，".join(f"{i} {button.say}" for i, button in enumerate(offered, 1))


def _count(turn: Turn, plan: Plan, journey: Journey) -> str:
    """How many papers, how many fewer by merging, how many need not be handed in."""
    found = plan.checklist(journey.answers)
    merged = found.before_merging > len(found.items)
    exempt = f"其中 {found.exempt} 份一般免提交" if found.exempt else ""
    if merged:
        count = f"原需 {found.before_merging} 份，合起来只要 {len(found.items)} 份"
    else:
        count = f"共 {len(found.items)} 份"
    return "，".join(filter(None, (count, exempt)))


def _warnings(plan: Plan, answers: Mapping[str, str]) -> str:
    """What would end the path if something not known turned out so, and what is left out."""
    texts = [
        f"请先弄清：{(outcome.not_eligible or outcome.because).rstrip('。')}的话，就不能这样办。"
        for outcome in plan.possible_outcomes(answers)
    ]
    texts += [
        f"{service.name}先不办：{(outcome.not_eligible or outcome.because).rstrip('。')}。"
        for service, outcome in plan.not_possible(answers)
    ]
    return "".join(f"\n{text}" for text in dict.fromkeys(texts))


def _numbered_line(offers: tuple[Offer, ...]) -> str:
    shown = "\n".join(f"{i}. {offer.label}" for i, offer in enumerate(offers, 1))
    return f"\n可以接着办（回复数字）：\n{shown}" if shown else ""
