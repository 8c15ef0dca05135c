"""What to do with a message: which service it is about, and which action the context asks for.

Scores are calibrated probabilities, so the thresholds below are what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.catalog.model import Catalog, Question
from bot.guidance.answers import Found, answer_in_reply
from bot.guidance.reading import Reading
from bot.guidance.state import Dialogue, Offer
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

ACT = 0.5
"""A service this likely is answered for without asking back."""

CONSIDER = 0.08
"""A service this likely is worth offering as a choice."""

MOST_CHOICES = 5
SURE_INTENT = 0.6

ASPECTS = frozenset(
    "ask_guide ask_materials ask_conditions ask_process ask_duration ask_fee ask_location ask_hours "
    "ask_channel ask_visits ask_progress ask_contact ask_legal ask_problem ask_validity "
    "ask_deadline".split()
)
CONTROLS = frozenset(
    "next previous repeat status skip done dont_know choose change_answer switch_service "
    "list_journeys lack_material have_material simplify normal_mode restart cancel resume "
    "did_at_counter rejected by_counter by_online by_post by_terminal checklist give_code receipt "
    "human complaint ticket_status solved unsolved privacy_show privacy_forget more_needs".split()
)

TargetKind = Literal["service", "topic", "choices", "nothing"]


@dataclass(frozen=True)
class Target:
    """Which service a message is about: one, the topic so far, some to choose from, or none."""

    kind: TargetKind
    services: tuple[str, ...] = ()


def target(reading: Reading, dialogue: Dialogue) -> Target:
    """Finds what the message is about, leaning on the topic when it names no service."""
    top = reading.top
    topic = dialogue.topic
    if top is None or reading.no_service >= max(top.score, 0.3):
        return Target("topic", (topic,)) if topic else Target("nothing")
    likely = tuple(g.service for g in reading.services if g.score >= CONSIDER)[:MOST_CHOICES]
    if top.score >= ACT:
        return Target("service", (top.service,))
    if topic in likely:
        return Target("topic", (topic,))
    if len(likely) >= 2:
        return Target("choices", likely)
    if likely and top.score >= ACT / 2:
        return Target("service", likely)
    return Target("topic", (topic,)) if topic else Target("nothing")


def open_question(dialogue: Dialogue, catalog: Catalog) -> Question | None:
    """The situation question that was asked last and is still open."""
    journey = dialogue.journey
    if journey is None or not dialogue.asked:
        return None
    service = catalog.services.get(journey.service)
    try:
        return service.question(dialogue.asked) if service else None
    except KeyError:
        return None


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


def reply_to_question(reading: Reading, dialogue: Dialogue, catalog: Catalog) -> Found | None:
    """The answer to the open question, unless the message is about something else."""
    question = open_question(dialogue, catalog)
    if question is None:
        return None
    found = answer_in_reply(question, reading.text)
    if found is None:
        return None
    said = normalise(reading.text)
    if len(found.evidence) * 2 >= len(said):
        return found
    sure = reading.confidence >= SURE_INTENT
    if sure and reading.intent in CONTROLS and reading.intent not in ("done", "have_material", "choose"):
        return None
    names_another = (
        reading.top is not None
        and reading.top.score >= ACT
        and dialogue.journey is not None
        and reading.top.service != dialogue.journey.service
    )
    if sure and reading.intent in ASPECTS - {"ask_guide"}:
        return None
    return None if names_another else found


def contextual_action(reading: Reading, dialogue: Dialogue, catalog: Catalog) -> str | None:
    """The action the conversation so far calls for; None leaves it to the rules."""
    if chosen(reading, dialogue):
        return "action_choose"
    if reply_to_question(reading, dialogue, catalog):
        return "action_answer_question"
    if reading.intent == "out_of_scope" and reading.confidence < SURE_INTENT and _names(reading):
        return "action_guide"
    if reading.intent == "nlu_fallback" and _names(reading):
        return "action_guide"
    return None


def _names(reading: Reading) -> bool:
    return reading.top is not None and reading.top.score >= ACT
