"""Intents by what they have in common, and how surely one was understood."""

from __future__ import annotations

import re

from bot.guidance.reading import Reading

SURE_INTENT = 0.6

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

ASKS = re.compile(
    r"[?？]|吗|么$|怎么|咋|什么|多少|几[个天次年岁钱点]|哪|能不能|可不可以|是不是|要不要|有没有|有冇|会不会|行不行|用不用|需不需要|"
    r"想办|要办|想问|请问|咨询|呢$"
)
"""Words of a sentence that asks or wants something, rather than states it."""


def sure(reading: Reading, intents: frozenset[str]) -> bool:
    """True where one of these intents was surely understood."""
    return reading.confidence >= SURE_INTENT and reading.intent in intents


def sure_control(reading: Reading) -> bool:
    """True for a control act whose words answer no situation question."""
    return sure(reading, CONTROLS - MAYBE_ANSWERS)
