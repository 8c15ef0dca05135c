"""What comes next in a journey: question, early end, checklist, step, end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions import drafts
from actions.base import Result, Turn
from actions.context import (
    card_about,
    current,
    known_answers,
    name_of,
    plan_of,
    remember,
    service_of,
)
from bot.catalog.model import Service
from bot.catalog.situation import Outcome
from bot.guidance import buttons
from bot.guidance.asking import asked_next, enough_asked, passed_over, still_passed
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue, Journey, Proposal
from bot.guidance.steps import next_step
from bot.replies import Draft

Drafts = tuple[Draft, ...]


def open_plan(turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
    """Starts or takes up a service or life event, unless its rules do not hold."""
    plan = plan_of(turn, owner_id)
    if isinstance(plan.owner, Service):
        stopped = drafts.not_in_force(turn, dialogue, plan.owner)
        if stopped:
            draft, offers = stopped
            return Result((draft,), replace(dialogue, topic=plan.id, offers=offers))
    return begin(turn, dialogue, plan)


def with_other_needs(turn: Turn, result: Result, needs: Sequence[str] = ()) -> Result:
    """What else was asked for, by default in this sentence, waits behind what is begun."""
    begun = result.dialogue.topic
    others = [need for need in needs or turn.reading.several_needs if need != begun]
    if not others or result.dialogue.journey is None:
        return result
    facts = {"others": "、".join(name_of(turn, need) for need in others)}
    also = Draft("utter_also_needed", "text", "controlled", facts)
    dialogue = result.dialogue.with_waiting(others, turn.guide.catalog.version)
    return replace(result, drafts=(also, *result.drafts), dialogue=dialogue)


def begin(
    turn: Turn, dialogue: Dialogue, plan: Plan, *, given: Mapping[str, str] | None = None
) -> Result:
    """Starts a journey, or takes up the one under way, and says what comes now.

    A journey that was open before is set aside, and said to be.
    """
    dialogue = remember(turn, dialogue)
    known = {**known_answers(turn, plan, dialogue), **(given or {})}
    before, other = dialogue.journey_of(plan.id), dialogue.journey
    journey = replace(before or Journey(plan.id, turn.guide.catalog.version), answers=known)
    if before and before.checklist_shown and not before.step:
        journey = replace(journey, checklist_shown=False)
    dialogue = replace(
        dialogue.with_journey(journey), topic=plan.id, aspect="", proposal=None, offers=()
    )
    lead: Drafts = () if before else (drafts.summary(turn, dialogue, plan),)
    lead += drafts.asked_before(turn, dialogue, plan)
    if other and other.service != plan.id:
        lead = (_set_aside(turn, other, plan), *lead)
    return proceed(turn, dialogue, lead=lead)


def proceed(turn: Turn, dialogue: Dialogue, *, lead: Drafts = ()) -> Result:
    """Says what comes next in the current journey."""
    found = current(turn, dialogue)
    if found is None:
        return _nothing_under_way(turn, dialogue, lead)
    plan, journey = found
    dialogue = replace(dialogue, asked="", topic=plan.id, offers=(), proposal=None)
    if enough_asked(plan, journey):
        journey = passed_over(plan, journey)
        dialogue = dialogue.with_journey(journey)
    progress = asked_next(plan, journey)
    if progress.question is not None:
        dialogue = replace(dialogue, asked=progress.question.id)
        asked = drafts.question(turn, dialogue, plan, progress.question, progress.remaining)
        return Result((*lead, asked), dialogue)
    if progress.outcome is not None:
        return _early_end(turn, dialogue, plan, progress.outcome, lead)
    if not journey.checklist_shown:
        return _checklist(turn, dialogue, plan, lead)
    return _step(turn, dialogue, plan, lead)


def resume_hint(turn: Turn, dialogue: Dialogue) -> Drafts:
    """After another question was answered: the open question again, or how to go on."""
    found = current(turn, dialogue)
    if found is None:
        return ()
    plan, journey = found
    if dialogue.asked:
        progress = asked_next(plan, journey)
        if progress.question is not None:
            return (drafts.question(turn, dialogue, plan, progress.question, progress.remaining),)
    return (_hint(plan.name),)


def switch(turn: Turn, dialogue: Dialogue, journey: Journey) -> Result:
    """Makes another open journey the current one and goes on there."""
    facts = {"service": name_of(turn, journey.service)}
    lead = (Draft("utter_taken_up", "text", "controlled", facts),)
    return proceed(turn, dialogue.with_journey(journey), lead=lead)


def finish_step(dialogue: Dialogue, *, skipped: bool) -> Dialogue:
    """The dialogue with the present step done or skipped."""
    journey = dialogue.journey
    if journey is None or not journey.step:
        return dialogue
    if skipped:
        journey = replace(journey, skipped=_with(journey.skipped, journey.step))
    else:
        journey = replace(journey, done=_with(journey.done, journey.step))
    return dialogue.with_journey(replace(journey, step=""))


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _hint(name: str) -> Draft:
    options = (buttons.RESUME.choice,)
    return Draft("utter_resume_hint", "text", "controlled", {"service": name}, None, options)


def _set_aside(turn: Turn, other: Journey, plan: Plan) -> Draft:
    facts = {"service": name_of(turn, other.service), "other": plan.name}
    return Draft("utter_set_aside", "text", "controlled", facts)


def _nothing_under_way(turn: Turn, dialogue: Dialogue, lead: Drafts) -> Result:
    """Nothing current: the journey that waits is offered, or one is asked for."""
    waiting = dialogue.waiting
    if waiting is None:
        response = "utter_moved" if dialogue.moved else "utter_no_journey"
        return Result((*lead, Draft(response, "text", "controlled")), dialogue)
    hint = _hint(name_of(turn, waiting.service))
    proposal = Proposal("resume", waiting.service)
    return Result((*lead, hint), replace(dialogue, proposal=proposal))


def _early_end(
    turn: Turn, dialogue: Dialogue, plan: Plan, outcome: Outcome, lead: Drafts
) -> Result:
    journey = replace(dialogue.journeys[0], ended=True)
    dialogue = dialogue.with_journey(journey)
    if outcome.go_to:
        return _over_to(turn, dialogue, plan, outcome, lead)
    draft, offers = drafts.not_eligible(turn, dialogue, plan, outcome)
    return _ended(turn, replace(dialogue, offers=offers), (*lead, draft))


def _over_to(turn: Turn, dialogue: Dialogue, plan: Plan, outcome: Outcome, lead: Drafts) -> Result:
    """To the right service, with the answers given already."""
    other = service_of(turn, outcome.go_to)
    answers = plan.relevant(dialogue.journeys[0].answers)
    given = {
        q.id: answers[q.id]
        for q in other.questions
        if q.id in answers and any(o.id == answers[q.id] for o in q.options)
    }
    facts = {"because": outcome.because.rstrip("。，"), "other": other.name}
    card = card_about(turn, dialogue, plan.owner) | {"go_to": other.id}
    moved = Draft("utter_other_service", "notice", "controlled", facts, card)
    result = begin(turn, dialogue, plan_of(turn, other.id), given=given)
    return Result((*lead, moved, *result.drafts), result.dialogue)


def _checklist(turn: Turn, dialogue: Dialogue, plan: Plan, lead: Drafts) -> Result:
    """The list of papers; where it was shown before, first what changed in it."""
    journey = dialogue.journeys[0]
    changed = drafts.changed_papers(plan, journey)
    shown = tuple(item.material.id for item in plan.checklist(journey.answers).items)
    dialogue = dialogue.with_journey(replace(journey, checklist_shown=True, shown=shown))
    offered = buttons.at_checklist(more=bool(still_passed(journey)))
    dialogue = replace(dialogue, offers=buttons.numbered(offered))
    listed = drafts.checklist(turn, dialogue, plan, dialogue.journeys[0])
    return Result((*lead, *((changed,) if changed else ()), listed), dialogue)


def _step(turn: Turn, dialogue: Dialogue, plan: Plan, lead: Drafts) -> Result:
    journey = dialogue.journeys[0]
    existing = plan.ways(journey.answers)
    way = (
        journey.way
        if journey.way in existing
        else plan.default_way(journey.answers, plain=dialogue.plain)
    )
    all_steps = plan.steps(journey.answers, way)
    now = next_step(all_steps, (*journey.done, *journey.skipped))
    if now is None:
        return _completed(turn, dialogue, plan, lead)
    dialogue = dialogue.with_journey(replace(journey, way=way, step=now.id))
    shown = drafts.step(turn, dialogue, plan, now, all_steps)
    said = {button.say: button for button in buttons.BUTTONS}
    offered = [said[choice.say] for choice in shown.options]
    dialogue = replace(dialogue, offers=buttons.numbered(offered))
    return Result((*lead, shown), dialogue)


def _completed(turn: Turn, dialogue: Dialogue, plan: Plan, lead: Drafts) -> Result:
    journey = replace(dialogue.journeys[0], ended=True, step="")
    dialogue = dialogue.with_journey(journey)
    draft, offers = drafts.completed(turn, dialogue, plan, journey)
    return _ended(turn, replace(dialogue, offers=offers), (*lead, draft))


def _ended(turn: Turn, dialogue: Dialogue, said: Drafts) -> Result:
    """The end of a journey; one that waits is named, so that it is not forgotten."""
    waiting = dialogue.waiting
    if waiting is None:
        return Result(said, dialogue)
    hint = _hint(name_of(turn, waiting.service))
    proposal = Proposal("resume", waiting.service)
    return Result((*said, hint), replace(dialogue, proposal=proposal))
