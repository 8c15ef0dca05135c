"""What is known when a turn is acted on: the plan meant, the date, and the person's answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from actions import cards
from actions.base import Turn
from bot.catalog.handling import Faq
from bot.catalog.model import LifeEvent, Service
from bot.errors import UnknownServiceError
from bot.guidance.answers import answers_in_sentence
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey
from bot.runtime import runtime


def plan_of(turn: Turn, owner_id: str) -> Plan:
    """The plan of this service or life event in the catalogue in force."""
    plan = turn.guide.plan(owner_id)
    if plan is None:
        raise UnknownServiceError(f"no service or life event {owner_id!r} in this catalogue")
    return plan


def service_of(turn: Turn, service_id: str) -> Service:
    """The service with this id in the catalogue in force."""
    return turn.guide.catalog.services[service_id]


def name_of(turn: Turn, owner_id: str) -> str:
    """The name people see of a service or life event."""
    return plan_of(turn, owner_id).name


def on_date(dialogue: Dialogue) -> date:
    """The date answers are given for: the one named, or today."""
    return date.fromisoformat(dialogue.as_of) if dialogue.as_of else runtime().today()


def card_about(turn: Turn, dialogue: Dialogue, owner: Service | LifeEvent) -> dict[str, Any]:
    """What every card about this service carries."""
    return cards.about(owner, turn.guide.catalog.version, on_date(dialogue).isoformat())


def current(turn: Turn, dialogue: Dialogue) -> tuple[Plan, Journey] | None:
    """The current journey with its plan; None without one, or when its service is gone."""
    journey = dialogue.journey
    plan = turn.guide.plan(journey.service) if journey else None
    return (plan, journey) if plan and journey else None


def known_answers(turn: Turn, plan: Plan, dialogue: Dialogue) -> dict[str, str]:
    """What is known for this plan: its journey, remembered facts, and this sentence."""
    journey = dialogue.journey_of(plan.id)
    known = dict(journey.answers) if journey else {}
    questions = plan.questions(known)
    facts = dialogue.facts
    known |= {
        q.id: facts[q.id] for q in questions if q.shared and q.id in facts and q.id not in known
    }
    unanswered = (q for q in questions if q.id not in known)
    known |= answers_in_sentence(unanswered, turn.reading.told)
    asks_agent = any(q.id == "agent" and q.shared for q in questions)
    if asks_agent and "agent" not in known and _acts_for_another(turn):
        known["agent"] = "agent"
    return known


def frequent(turn: Turn, service: Service) -> tuple[Faq, str] | None:
    """The frequent question of a service that the message asks, and its field; None for none."""
    found = turn.guide.frequent.nearest(service, turn.reading.text)
    return (found, f"faq.{service.faq.index(found)}") if found else None


def remember(turn: Turn, dialogue: Dialogue) -> Dialogue:
    """Keeps what the sentence says about the person (household, home …) for every service.

    「孩子是深圳户口」 says it of somebody else.
    """
    if turn.reading.relation:
        return dialogue
    shared = turn.guide.catalog.shared_questions.values()
    found = answers_in_sentence((q for q in shared if q.id != "agent"), turn.reading.told)
    return replace(dialogue, facts={**dialogue.facts, **found}) if found else dialogue


def _acts_for_another(turn: Turn) -> bool:
    """「帮我妈办」 answers who goes; parents act for their children anyway."""
    for_another = turn.reading.relation not in ("", "child")
    return for_another and any(word in turn.reading.text for word in ("帮", "替", "代"))
