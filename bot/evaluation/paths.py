"""The proof through the running assistant: a simulated citizen takes every way of every service.

At each question every option is chosen in turn, by its label as shown. Each way must end in a
checklist equal to the catalogue's and steps walked to the end, in a reason with something to
do instead, or in another service; no question may come twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.catalog.model import LifeEvent, Service
from bot.errors import UnknownServiceError
from bot.evaluation.walker import Said, Walker
from bot.guidance.conditions import Answers, Status, status
from bot.guidance.plan import Plan
from bot.guidance.situations import Situations
from bot.guidance.state import Dialogue
from bot.replies import Draft

MOST_PATHS = 2000
"""Services with more ways than this are sampled (issue 6)."""

LONGEST_WALK = 60
"""Turns after which a walk that has not ended is a dead end."""


@dataclass
class WalkReport:
    """What a simulated citizen met in one service or life event.

    ``questions`` were asked on all ways together; ``form`` would have been asked by a form
    that puts every question whose condition holds (nothing for life events: none has a form).
    """

    owner: str
    paths: int = 0
    sampled: bool = False
    questions: int = 0
    form: int = 0
    checklists: int = 0
    exact: int = 0
    completed: int = 0
    not_eligible: int = 0
    handed_over: int = 0
    expired: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _End:
    """Where one way ended: the last turn, and the questions asked on it in order."""

    said: Said
    asked: tuple[str, ...]
    answers: dict[str, str]


def walk_service(
    walker: Walker, owner: Service | LifeEvent, *, seed: int, most: int = MOST_PATHS
) -> WalkReport:
    """Takes every way of one service, or a sample where there are more than ``most``."""
    report = WalkReport(owner.id)
    first = walker.open(owner.id)
    ways = _count(Situations(owner)) if isinstance(owner, Service) else most + 1
    if ways <= most:
        ends = _every(walker, owner.id, first, (), {}, report)
    else:
        report.sampled = True
        ends = _some(walker, owner.id, first, report, count=most, chance=random.Random(seed))
    for end in ends:
        report.paths += 1
        report.questions += len(end.asked)
        report.form += _on_a_form(owner, end.answers)
        _judge(walker, owner, end, report)
    return report


def _count(situations: Situations) -> int:
    return sum(1 for _ in situations.paths())


def _every(
    walker: Walker,
    owner: str,
    said: Said,
    asked: tuple[str, ...],
    answers: dict[str, str],
    report: WalkReport,
) -> Iterator[_End]:
    """All ends below this turn."""
    question = _question(said, owner)
    if question is None:
        yield _End(said, asked, answers)
        return
    name = str((question.card or {})["question"])
    if name in asked:
        report.faults.append(f"{answers}: {name} is asked again")
        return
    for option in (question.card or {})["options"]:
        then = walker.say(option["label"], said.dialogue)
        below = {**answers, name: option["id"]}
        yield from _every(walker, owner, then, (*asked, name), below, report)


def _some(
    walker: Walker,
    owner: str,
    first: Said,
    report: WalkReport,
    *,
    count: int,
    chance: random.Random,
) -> Iterator[_End]:
    """Random ways."""
    for _ in range(count):
        said = first
        asked: tuple[str, ...] = ()
        answers: dict[str, str] = {}
        while (question := _question(said, owner)) is not None and len(asked) < LONGEST_WALK:
            name = str((question.card or {})["question"])
            if name in asked:
                report.faults.append(f"{answers}: {name} is asked again")
                break
            option = chance.choice((question.card or {})["options"])
            said = walker.say(option["label"], said.dialogue)
            asked, answers = (*asked, name), {**answers, name: option["id"]}
        else:
            yield _End(said, asked, answers)


def _on_a_form(owner: Service | LifeEvent, answers: Answers) -> int:
    """How many questions a form would put that leaves out only what it knows to be idle."""
    if isinstance(owner, LifeEvent):
        return 0
    return sum(status(q.when, answers) is not Status.FAILS for q in owner.questions)


def _question(said: Said, owner: str) -> Draft | None:
    """The situation question of this service that was just asked."""
    last = said.last
    own = (last.card or {}).get("service_id") == owner
    return last if last.kind == "question" and own else None


def _judge(walker: Walker, owner: Service | LifeEvent, end: _End, report: WalkReport) -> None:
    """Counts how one way ended, and notes what is wrong with it."""
    for draft in end.said.drafts:
        _worded(walker, draft, end, report)
    listed = end.said.draft("checklist")
    if any(draft.response == "utter_other_service" for draft in end.said.drafts):
        report.handed_over += 1
    elif any(draft.response == "utter_not_eligible" for draft in end.said.drafts):
        report.not_eligible += 1
    elif end.said.last.response in ("utter_expired", "utter_not_yet"):
        report.expired += 1
    elif listed is not None:
        report.checklists += 1
        report.exact += _exact(walker, owner, listed, end, report)
        report.completed += _walked(walker, end.said.dialogue, end, report)
    else:
        report.faults.append(f"{end.answers}: dead end ({end.said.last.response})")


def _worded(walker: Walker, draft: Draft, end: _End, report: WalkReport) -> None:
    """Every message can be worded, and nothing empty is printed."""
    text = walker.words(draft)
    for empty in ("· \n", "：（）", "来源：（", "\n\n", "【】", "None"):
        if empty in f"{text}\n":
            report.faults.append(f"{end.answers}: {draft.response} prints {empty!r}")


def _exact(
    walker: Walker, owner: Service | LifeEvent, listed: Draft, end: _End, report: WalkReport
) -> bool:
    """The checklist shown is the catalogue's for these answers."""
    shown = [item["id"] for item in (listed.card or {})["items"]]
    if isinstance(owner, LifeEvent):
        # What was passed over counts as not known; the journey says so.
        members = _plan(walker, owner).members(end.said.dialogue.journeys[0].answers)
        wanted = list(dict.fromkeys(name for s, own in members for name in papers(s, own)))
    else:
        wanted = papers(owner, end.answers)
    if shown != wanted:
        report.faults.append(f"{end.answers}: checklist {shown}, the catalogue says {wanted}")
    return shown == wanted


def _plan(walker: Walker, owner: Service | LifeEvent) -> Plan:
    plan = walker.guide.plan(owner.id)
    if plan is None:
        raise UnknownServiceError(f"no service or life event {owner.id!r}")
    return plan


def papers(service: Service, answers: Answers) -> list[str]:
    """Ids of the papers the catalogue asks for, worked out without any code of the guidance."""
    return [
        paper.id
        for paper in service.materials
        if status(paper.when, answers) in (Status.HOLDS, Status.POSSIBLE)
    ]


def _walked(walker: Walker, dialogue: Dialogue, end: _End, report: WalkReport) -> bool:
    """All steps to the end, each shown once."""
    said, seen = walker.say("开始", dialogue), set()
    for _ in range(LONGEST_WALK):
        step = said.draft("step")
        if step is None:
            break
        _worded(walker, step, end, report)
        name = (step.card or {})["step"]
        if name in seen:
            report.faults.append(f"{end.answers}: step {name} comes again")
            return False
        seen.add(name)
        said = walker.say("下一步", said.dialogue)
    finished = said.draft("summary") is not None
    if not finished:
        report.faults.append(f"{end.answers}: steps do not end ({said.last.response})")
    for draft in said.drafts:
        _worded(walker, draft, end, report)
    return finished
