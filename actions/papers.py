"""Papers in a journey: the list again, ticking off, and what to do without one."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import cards, lines
from actions.base import GuideAction, Result, Turn
from actions.context import card_about, current, name_of
from actions.flow import proceed
from actions.guide import ActionGuide, show_checklist
from bot.catalog.model import Material
from bot.guidance.buttons import RESUME
from bot.guidance.decision import target
from bot.guidance.plan import Plan
from bot.guidance.state import Journey, Offer, Proposal
from bot.replies import Choice, Draft
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

_ALL = re.compile(r"都(?:准备|弄|带|备|齐|有)|全(?:部|都)?(?:准备|带|备|齐|有)|齐了|齐全|准备好了$")
_PARTS = re.compile(r"[,，。;；、]|和|跟|还有|以及|但是|不过|就是")
_LACKS = re.compile(r"没有?|无|缺|差|还没|丢|未|冇|找不到|不见")
SHORTEST_NAME = 2


class ActionChecklist(GuideAction):
    """The checklist again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_checklist"

    def act(self, turn: Turn) -> Result:
        """Shows the checklist of the current journey, or starts one for the service named."""
        journey = turn.dialogue.journey
        found = target(turn.reading, turn.dialogue, turn.guide.catalog)
        if journey is None or (found.kind == "service" and found.services[0] != journey.service):
            return ActionGuide().act(turn)
        return show_checklist(turn, turn.dialogue)


class ActionHaveMaterial(GuideAction):
    """「身份证有了」: ticks a paper off."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_have_material"

    def act(self, turn: Turn) -> Result:
        """Ticks what was named, and shows what is left."""
        found = current(turn, turn.dialogue)
        if found is None:
            return ActionGuide().act(turn)
        plan, journey = found
        if plan.progress(journey.answers).question is not None:
            return proceed(turn, turn.dialogue)
        named = papers_had(turn.reading.text, plan, journey)
        if not named:
            lead = (Draft("utter_which_paper", "text", "clarified"),)
            return proceed(turn, turn.dialogue, lead=lead)
        journey = replace(journey, ticked=tuple(dict.fromkeys((*journey.ticked, *named))))
        dialogue = turn.dialogue.with_journey(journey)
        listed = plan.checklist(journey.answers, ticked=journey.ticked)
        left = [item.material.name for item in listed.items if not item.ticked]
        names = [item.material.name for item in listed.items if item.material.id in named]
        facts = {
            "named": "、".join(names),
            "left": f"还差：{'、'.join(left)}。" if left else "材料齐了，说“开始”就一步一步来。",
        }
        card = card_about(turn, dialogue, plan.owner) | cards.checklist(listed)
        return Result((Draft("utter_ticked", "materials", "controlled", facts, card),), dialogue)


class ActionLackMaterial(GuideAction):
    """「没有社保清单怎么办」: where to get it, or what replaces it."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_lack_material"

    def act(self, turn: Turn) -> Result:
        """Says how to get the paper named; where another service issues it, offers that."""
        found = current(turn, turn.dialogue)
        named = paper_named(turn.reading.text, *found) if found else None
        if found is None or named is None:
            return ActionGuide().act(turn)
        plan, _ = found
        other = named.obtained_by if turn.guide.plan(named.obtained_by) else ""
        name = name_of(turn, other) if other and other != plan.id else ""
        facts = {
            "name": named.name,
            "waived": lines.sentence(named.waived and f"不一定要交：{named.waived}"),
            "electronic": lines.sentence(named.electronic and f"可用{named.electronic}代替"),
            "need": _later(named),
            "get_it": lines.sentence(named.get_it and f"哪里拿：{named.get_it}"),
            "other": f"这份可以通过“{name}”办到，要不要先办它？办完再回来接着这件。"
            if name
            else "",
        }
        card = card_about(turn, turn.dialogue, plan.owner) | {
            "material": named.id,
            "obtained_by": other,
        }
        if not name:
            draft = Draft(
                "utter_lack_material", "materials", "answered", facts, card, (RESUME.choice,)
            )
            return Result((draft,), turn.dialogue)
        options = (Choice(name, name), RESUME.choice)
        draft = Draft("utter_lack_material", "materials", "answered", facts, card, options)
        offers = (Offer("service", other, name),)
        proposal = Proposal("start", other)
        return Result((draft,), replace(turn.dialogue, offers=offers, proposal=proposal))


def _later(paper: Material) -> str:
    later = {"deferrable": "这一项可以容缺：先受理，之后再补交。", "optional": "这一项不是必交的。"}
    return later.get(paper.need, "")


def papers_had(text: str, plan: Plan, journey: Journey) -> tuple[str, ...]:
    """Ids of the papers somebody says to have; a part of the sentence that lacks one is left out."""
    said = normalise(text)
    papers = [item.material for item in plan.checklist(journey.answers).items]
    position = ordinal(said)
    if position is not None and 0 < position <= len(papers):
        return (papers[position - 1].id,)
    parts = [part for part in _PARTS.split(said) if part and not _LACKS.search(part)]
    named = [paper for part in parts if (paper := _best(part, papers))]
    if named:
        return tuple(dict.fromkeys(paper.id for paper in named))
    return tuple(paper.id for paper in papers) if _ALL.search(said) else ()


def paper_named(text: str, plan: Plan, journey: Journey) -> Material | None:
    """The paper of this journey whose name the sentence holds most of."""
    papers = [item.material for item in plan.checklist(journey.answers).items]
    return _best(normalise(text), papers)


def _best(said: str, papers: list[Material]) -> Material | None:
    """The paper sharing the longest run with the words; of equals the one with the shortest name."""
    scored = [(_common(said, normalise(paper.name)), -len(paper.name), paper) for paper in papers]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] >= SHORTEST_NAME else None


def _common(said: str, name: str) -> int:
    """Length of the longest run of ``name`` that stands in ``said``."""
    for size in range(len(name), 1, -1):
        if any(name[i : i + size] in said for i in range(len(name) - size + 1)):
            return size
    return 0
