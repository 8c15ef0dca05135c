"""What to say at a point of a conversation: drafts made of responses, facts and cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from actions import cards, lines
from actions.base import Result, Turn
from bot.catalog.model import Outcome, Question, Service
from bot.guidance.answers import answers_in_sentence
from bot.guidance.checklist import checklist
from bot.guidance.conditions import UNKNOWN
from bot.guidance.state import Dialogue, Journey, Offer, Proposal
from bot.guidance.steps import default_way, next_step, steps, ways
from bot.guidance.validity import in_force
from bot.replies import Choice, Draft
from bot.runtime import runtime

YES = "好的"


def service_of(turn: Turn, service_id: str) -> Service:
    """The service with this id in the catalogue in force."""
    return turn.guide.catalog.services[service_id]


def on_date(dialogue: Dialogue) -> date:
    """The date answers are given for: the one named, or today."""
    return date.fromisoformat(dialogue.as_of) if dialogue.as_of else runtime().today()


def known_answers(turn: Turn, service: Service, dialogue: Dialogue) -> dict[str, str]:
    """What is known for this service: its journey, remembered facts, and this sentence."""
    journey = dialogue.journey_of(service.id)
    known = {q.id: dialogue.facts[q.id] for q in service.questions if q.shared and q.id in dialogue.facts}
    known |= dict(journey.answers) if journey else {}
    known |= answers_in_sentence(
        (q for q in service.questions if q.id not in known), turn.reading.text
    )
    return _with_relation(turn, service, known)


def _with_relation(turn: Turn, service: Service, known: dict[str, str]) -> dict[str, str]:
    """「帮我妈办」 answers who goes, where the service asks that."""
    asks_agent = any(q.id == "agent" and q.shared for q in service.questions)
    if asks_agent and "agent" not in known and turn.reading.relation not in ("", "child"):
        if any(word in turn.reading.text for word in ("帮", "替", "代")):
            known["agent"] = "agent"
    return known


def remember(turn: Turn, dialogue: Dialogue) -> Dialogue:
    """Keeps what the sentence says about the person (household, home …) for every service."""
    shared = turn.guide.catalog.shared_questions.values()
    found = answers_in_sentence((q for q in shared if q.id != "agent"), turn.reading.text)
    return replace(dialogue, facts={**dialogue.facts, **found}) if found else dialogue


def begin(
    turn: Turn, dialogue: Dialogue, service: Service, *, given: Mapping[str, str] | None = None
) -> Result:
    """Starts or takes up the journey of a service and says what comes now."""
    dialogue = remember(turn, dialogue)
    answers = {**known_answers(turn, service, dialogue), **(given or {})}
    journey = dialogue.journey_of(service.id) or Journey(service.id, turn.guide.catalog.version)
    journey = replace(journey, answers=answers)
    dialogue = replace(dialogue.with_journey(journey), topic=service.id, proposal=None, offers=())
    lead = (summary(turn, dialogue, service),)
    return proceed(turn, dialogue, lead=lead)


def proceed(turn: Turn, dialogue: Dialogue, *, lead: tuple[Draft, ...] = ()) -> Result:
    """Says what comes next in the current journey: question, early end, checklist or step."""
    journey = dialogue.journey
    if journey is None:
        return Result((*lead, Draft("utter_no_journey", "text", "controlled")), dialogue)
    service = service_of(turn, journey.service)
    situations = turn.guide.situations(service)
    journey = replace(journey, answers=situations.relevant(journey.answers))
    dialogue = replace(dialogue.with_journey(journey), asked="")
    progress = situations.progress(journey.answers)
    if progress.question is not None:
        dialogue = replace(dialogue, asked=progress.question.id)
        draft = question(turn, dialogue, service, progress.question, progress.remaining)
        return Result((*lead, draft), dialogue)
    if progress.outcome is not None:
        return _early_end(turn, dialogue, service, progress.outcome, lead)
    if not journey.checklist_shown:
        return _checklist(turn, dialogue, service, lead)
    return _step(turn, dialogue, service, lead)


def _early_end(
    turn: Turn, dialogue: Dialogue, service: Service, outcome: Outcome, lead: tuple[Draft, ...]
) -> Result:
    journey = replace(dialogue.journeys[0], ended=True)
    dialogue = dialogue.with_journey(journey)
    card = cards.about(service, journey.version, on_date(dialogue).isoformat())
    if outcome.go_to:
        other = service_of(turn, outcome.go_to)
        carried = {
            q.id: journey.answers[q.id]
            for q in other.questions
            if q.id in journey.answers and any(o.id == journey.answers[q.id] for o in q.options)
        }
        facts = {"because": outcome.because, "other": other.name}
        moved = Draft("utter_other_service", "notice", "controlled", facts, card)
        result = begin(turn, dialogue, other, given=carried)
        return Result((*lead, moved, *result.drafts), result.dialogue)
    instead = "\n".join(f"· {option.do}" for option in outcome.instead)
    choices, offers = [], []
    for option in outcome.instead:
        if option.service:
            name = service_of(turn, option.service).name
            choices.append(Choice(name, name))
            offers.append(Offer("service", option.service, name))
    facts = {
        "service": service.name, "reason": outcome.not_eligible, "instead": instead,
        "footer": lines.footer(service),
    }  # fmt: skip
    card |= {"reason": outcome.not_eligible, "instead": [i.dict() for i in outcome.instead]}
    draft = Draft("utter_not_eligible", "condition", "completed", facts, card, tuple(choices))
    return Result((*lead, draft), replace(dialogue, offers=tuple(offers)))


def _checklist(
    turn: Turn, dialogue: Dialogue, service: Service, lead: tuple[Draft, ...]
) -> Result:
    journey = replace(dialogue.journeys[0], checklist_shown=True)
    dialogue = replace(dialogue.with_journey(journey), proposal=Proposal("start"))
    return Result((*lead, checklist_draft(turn, dialogue, service)), dialogue)


def checklist_draft(turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
    """The checklist of the current journey."""
    journey = dialogue.journeys[0]
    found = checklist(service, journey.answers, ticked=journey.ticked)
    own = situation_summary(service, journey.answers)
    warnings = [
        outcome.not_eligible or outcome.because
        for outcome in turn.guide.situations(service).possible_outcomes(journey.answers)
    ]
    facts = {
        "service": service.name,
        "situation": f"（{own}）" if own else "",
        "count": len(found.items),
        "exempt": found.exempt,
        "materials": lines.checklist(found) or "不需要带材料。",
        "warning": "".join(f"\n请先弄清：{text}的话就不能这样办。" for text in warnings),
        "footer": lines.footer(service),
    }
    card = cards.about(service, journey.version, on_date(dialogue).isoformat())
    card |= cards.checklist(found) | {"situation": own, "answers": dict(journey.answers)}
    options = (Choice("开始，一步一步来", "开始"), Choice("要多少钱", "要多少钱"), Choice("在哪办", "在哪办"))
    return Draft("utter_checklist", "checklist", "answered", facts, card, options)


def _step(turn: Turn, dialogue: Dialogue, service: Service, lead: tuple[Draft, ...]) -> Result:
    journey = dialogue.journeys[0]
    way = journey.way or default_way(service, journey.answers, plain=dialogue.plain)
    all_steps = steps(service, journey.answers, way)
    current = next_step(all_steps, (*journey.done, *journey.skipped))
    if current is None:
        return _completed(turn, dialogue, service, lead)
    journey = replace(journey, way=way, step=current.id)
    dialogue = replace(dialogue.with_journey(journey), proposal=None)
    index = all_steps.index(current) + 1
    others = [w for w in ways(service, journey.answers) if w != way]
    facts = {
        "service": service.name, "index": index, "total": len(all_steps), "name": current.name,
        "way": lines.WAYS.get(way, ""), "step": lines.step(current),
    }  # fmt: skip
    card = cards.about(service, journey.version, on_date(dialogue).isoformat())
    card |= cards.step(current, index, len(all_steps), way)
    options = [Choice("做完了，下一步", "下一步")]
    options += [Choice("上一步", "上一步")] if index > 1 else []
    options += [Choice(f"改{lines.WAYS[w]}", f"我想{lines.WAYS[w]}") for w in others]
    draft = Draft("utter_step", "step", "stepped", facts, card, tuple(options))
    return Result((*lead, draft), dialogue)


def _completed(
    turn: Turn, dialogue: Dialogue, service: Service, lead: tuple[Draft, ...]
) -> Result:
    journey = replace(dialogue.journeys[0], ended=True, step="")
    dialogue = replace(dialogue.with_journey(journey), proposal=None)
    results = lines.lines(service, service.results, journey.answers, lines.WRITERS)
    follow = [(n.service, n.why) for n in service.next if n.service in turn.guide.catalog.services]
    offers = tuple(Offer("service", s, service_of(turn, s).name) for s, _ in follow)
    facts = {
        "service": service.name,
        "results": results,
        "next": "".join(f"\n· {service_of(turn, s).name}：{why}" for s, why in follow),
        "correction": service.correction,
        "footer": lines.footer(service),
    }
    card = cards.about(service, journey.version, on_date(dialogue).isoformat())
    card["next"] = [{"service": s, "why": why} for s, why in follow]
    options = tuple(Choice(offer.label, offer.label) for offer in offers)
    draft = Draft("utter_completed", "summary", "completed", facts, card, options)
    return Result((*lead, draft), replace(dialogue, offers=offers))


def question(
    turn: Turn, dialogue: Dialogue, service: Service, asked: Question, remaining: int
) -> Draft:
    """A situation question with its options by number."""
    facts = {
        "ask": asked.ask,
        "why": f"（{asked.why}）" if asked.why else "",
        "options": "\n".join(f"{i}. {o.label}" for i, o in enumerate(asked.options, 1)),
        "remaining": remaining,
    }
    card = cards.about(service, dialogue.journeys[0].version, on_date(dialogue).isoformat())
    card |= cards.question(asked, remaining)
    options = (*(Choice(o.label, o.label) for o in asked.options), Choice("不知道", "不知道"))
    return Draft("utter_question", "question", "asked", facts, card, options)


def summary(turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
    """What the service is, in a few lines, with its source."""
    answers = dialogue.journeys[0].answers if dialogue.journeys else {}
    facts = {"service": service.name, "summary": service.summary, "footer": lines.footer(service)}
    card = cards.about(service, turn.guide.catalog.version, on_date(dialogue).isoformat())
    card |= {
        "summary": service.summary,
        "tags": list(service.tags),
        "department": service.department,
        "fees": cards.parts(service, "fees", service.fees, answers),
        "time_limits": cards.parts(service, "time_limits", service.time_limits, answers),
    }
    return Draft("utter_service", "service", "answered", facts, card)


def situation_summary(service: Service, answers: Mapping[str, str]) -> str:
    """The person's situation in the words of the options they chose."""
    labels = []
    for asked in service.questions:
        answer = answers.get(asked.id)
        if answer == UNKNOWN:
            labels.append("有一项还不确定")
        elif answer:
            labels.append(asked.option(answer).label)
    return "，".join(labels)


def resume_hint(turn: Turn, dialogue: Dialogue) -> tuple[Draft, ...]:
    """After another question was answered: the open question again, or how to go on."""
    journey = dialogue.journey
    if journey is None:
        return ()
    service = service_of(turn, journey.service)
    if dialogue.asked:
        progress = turn.guide.situations(service).progress(journey.answers)
        if progress.question is not None:
            return (question(turn, dialogue, service, progress.question, progress.remaining),)
    facts = {"service": service.name}
    options = (Choice("继续", "继续"),)
    return (Draft("utter_resume_hint", "text", "controlled", facts, None, options),)


def choices(turn: Turn, dialogue: Dialogue, services: tuple[str, ...]) -> Result:
    """Two to five services to choose from."""
    found = [service_of(turn, service) for service in services]
    offers = tuple(Offer("service", s.id, s.name) for s in found)
    facts = {"choices": "\n".join(f"{i}. {s.name}：{s.summary}" for i, s in enumerate(found, 1))}
    options = tuple(Choice(s.name, s.name) for s in found)
    card = {"choices": [{"id": s.id, "label": s.name, "summary": s.summary} for s in found]}
    draft = Draft("utter_choices", "choices", "clarified", facts, card, options)
    return Result((draft,), replace(dialogue, offers=offers))


def not_in_force(turn: Turn, dialogue: Dialogue, service: Service) -> Draft | None:
    """What to say of a service whose rules do not hold on the date asked about."""
    day = on_date(dialogue)
    state = in_force(service, day)
    if state == "in_force":
        return None
    validity = service.validity
    replaced = validity.superseded_by
    facts = {
        "service": service.name,
        "until": validity.effective_to.isoformat() if validity.effective_to else "",
        "since": validity.effective_from.isoformat() if validity.effective_from else "",
        "note": validity.note,
        "replaced": f"现在请看：{service_of(turn, replaced).name}。" if replaced else "",
        "footer": lines.footer(service),
    }
    card = cards.about(service, turn.guide.catalog.version, day.isoformat())
    name = service_of(turn, replaced).name if replaced else ""
    options = (Choice(name, name),) if name else ()
    response = "utter_expired" if state == "expired" else "utter_not_yet"
    return Draft(response, "notice", "expired", facts, card, options)
