"""A journey that began with one catalogue version goes on with another.

Only what the person relies on is compared: the papers, steps, limits and fees of their own
answers. What stays the same is not worth a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.catalog.model import Service
from bot.guidance.conditions import Answers, applies
from bot.guidance.plan import Plan, Plans
from bot.guidance.state import Dialogue, Journey

MOST_TOLD = 5


@dataclass(frozen=True)
class Renewed:
    """The conversation on the version in force, and what a person must be told."""

    dialogue: Dialogue
    service: str = ""
    gone: bool = False
    changes: tuple[str, ...] = ()


def renewed(dialogue: Dialogue, *, now: Plans, earlier: Callable[[str], Plans]) -> Renewed:
    """Moves the current journey to the version in force; ``earlier`` gives a kept version."""
    journey = dialogue.journey
    if journey is None or journey.version == now.catalog.version:
        return Renewed(dialogue)
    plan, before = now.plan(journey.service), earlier(journey.version).plan(journey.service)
    if plan is None:
        ended = replace(journey, ended=True)
        left = replace(dialogue.with_journey(ended), asked="")
        return Renewed(left, before.name if before else journey.service, gone=True)
    moved = replace(journey, version=now.catalog.version, answers=plan.relevant(journey.answers))
    changes = tuple(_changes(journey, before, plan))[:MOST_TOLD] if before else ()
    return Renewed(dialogue.with_journey(moved), plan.name, changes=changes)


def _changes(journey: Journey, before: Plan, after: Plan) -> Iterator[str]:
    answers = dict(journey.answers)
    kept = after.relevant(answers)
    old, new = _relied_on(journey, before, answers), _relied_on(journey, after, kept)
    for what in new:
        yield from (f"{what}增加：{name}" for name in new[what] if name not in old[what])
        yield from (f"{what}去掉：{name}" for name in old[what] if name not in new[what])
    for question in answers.keys() - kept.keys():
        asked = before.question(question)
        if asked is not None:
            yield f"不再需要回答：{asked.ask}"


def _relied_on(journey: Journey, plan: Plan, answers: dict[str, str]) -> dict[str, list[str]]:
    """What a person was told, as texts that can be compared."""
    papers = plan.checklist(answers).items
    way = journey.way or plan.default_way(answers, plain=False)
    members = plan.members(answers)
    ends = plan.not_possible(answers)
    return {
        "材料": [item.material.name for item in papers],
        "步骤": [step.name for step in plan.steps(answers, way)],
        "时限": [text for service, own in members for text in _limits(service, own)],
        "费用": [text for service, own in members for text in _fees(service, own)],
        "不能办的情形": [f"{outcome.not_eligible or outcome.because}" for _, outcome in ends],
    }


def _limits(service: Service, answers: Answers) -> Iterator[str]:
    for limit in service.time_limits:
        days = limit.promised or limit.legal
        if days is not None and days.days is not None and applies(limit.when, answers):
            yield f"{days.days} 个{'工作日' if days.kind == 'working' else '自然日'}"


def _fees(service: Service, answers: Answers) -> Iterator[str]:
    for fee in service.fees:
        if fee.amount is not None and applies(fee.when, answers):
            yield f"{fee.item or '收费'} {fee.amount:g} 元"
