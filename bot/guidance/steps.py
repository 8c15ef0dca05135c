"""The steps of one person, for the way they chose: online, counter, post, machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalog.handling import Step
from bot.catalog.model import Service
from bot.guidance.conditions import Answers, applies

PREFERRED_WAYS = ("online", "counter", "terminal", "post", "phone")


def ways(service: Service, answers: Answers) -> tuple[str, ...]:
    """The ways that exist for these answers and have steps of their own, preferred first."""
    present = {step.channel for step in service.steps if applies(step.when, answers)}
    return tuple(way for way in PREFERRED_WAYS if way in present)


def default_way(existing: Sequence[str], *, plain: bool = False) -> str:
    """Of the ways there are, preferred first, the one taken when the person named none: the
    counter in plain mode."""
    if plain and "counter" in existing:
        return "counter"
    return existing[0] if existing else ""


def steps(service: Service, answers: Answers, way: str) -> tuple[Step, ...]:
    """The steps of this way in order, those that belong to every way included."""
    return tuple(
        step
        for step in service.steps
        if step.channel in ("any", way) and applies(step.when, answers)
    )


def next_step(all_steps: Iterable[Step], finished: Iterable[str]) -> Step | None:
    """The first step neither done nor skipped; None when all are."""
    over = frozenset(finished)
    return next((step for step in all_steps if step.id not in over), None)
