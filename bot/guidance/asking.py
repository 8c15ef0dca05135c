"""How much is asked: a life event stops after a few questions, and anybody may stop earlier.

What is passed over counts as not known, so the list covers every case; it can be taken up
again later.
"""

from __future__ import annotations

from dataclasses import replace

from bot.catalog.model import LifeEvent
from bot.guidance.conditions import UNKNOWN
from bot.guidance.plan import Plan
from bot.guidance.situations import Progress
from bot.guidance.state import Journey

MOST_ASKED = 6
"""Questions of a life event before its first list."""

WORTH_STOPPING = 3
"""From so many questions on, going on without them is offered."""


def asked_next(plan: Plan, journey: Journey) -> Progress:
    """The next question of a journey, with as many still to come as will really be asked."""
    progress = plan.progress(journey.answers)
    if progress.question is None or not _is_limited(plan, journey):
        return progress
    left = MOST_ASKED - len(plan.relevant(journey.answers))
    return replace(progress, remaining=min(progress.remaining, max(left, 1)))


def enough_asked(plan: Plan, journey: Journey) -> bool:
    """True where a life event has asked its share."""
    return _is_limited(plan, journey) and len(plan.relevant(journey.answers)) >= MOST_ASKED


def passed_over(plan: Plan, journey: Journey) -> Journey:
    """The journey with every open question passed over."""
    answers, passed = dict(journey.answers), list(journey.passed)
    while (question := plan.progress(answers).question) is not None:
        answers[question.id] = UNKNOWN
        passed.append(question.id)
    return replace(journey, answers=answers, passed=tuple(passed))


def taken_up(journey: Journey) -> Journey:
    """The journey with the questions passed over open again, and no limit any more."""
    kept = {
        name: answer
        for name, answer in journey.answers.items()
        if not (name in journey.passed and answer == UNKNOWN)
    }
    return replace(journey, answers=kept, passed=(), thorough=True, checklist_shown=False, step="")


def still_passed(journey: Journey) -> int:
    """How many questions were passed over and not answered since."""
    return sum(journey.answers.get(name) == UNKNOWN for name in journey.passed)


def _is_limited(plan: Plan, journey: Journey) -> bool:
    return isinstance(plan.owner, LifeEvent) and not journey.thorough
