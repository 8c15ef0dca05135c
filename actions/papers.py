"""Papers in a journey: the list again, ticking off, and what to do without one."""

from __future__ import annotations

from dataclasses import replace

from actions import cards, lines
from actions.base import GuideAction, Result, Turn
from actions.context import card_about, current, name_of
from actions.flow import proceed, resume_hint
from actions.guide import ActionGuide, show_checklist
from bot.catalog.handling import Material
from bot.guidance.buttons import RESUME
from bot.guidance.checklist import ChecklistItem
from bot.guidance.papers import asked_after, paper_asked_after, paper_named, papers_had
from bot.guidance.plan import Plan
from bot.guidance.state import Journey, Offer, Proposal
from bot.guidance.target import target
from bot.replies import Choice, Draft
from bot.text.normalise import normalise


class ActionChecklist(GuideAction):
    """The checklist again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_checklist"

    def act(self, turn: Turn) -> Result:
        """Shows the checklist of the current journey, or starts one for the service named."""
        journey = turn.dialogue.journey
        found = target(turn.reading, turn.dialogue, turn.guide)
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
            return self._early(turn, plan, journey)
        items = plan.checklist(journey.answers).items
        # 「出生证明」 is the one this person needs, not the one from abroad that they may need.
        certain = [item.material for item in items if item.certain]
        papers = [item.material for item in items]
        named = papers_had(turn.reading.text, papers, first=certain)
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

    def _early(self, turn: Turn, plan: Plan, journey: Journey) -> Result:
        """Before there is a list: what was named is ticked on it in advance."""
        papers = {paper.id: paper for paper in plan.papers()}
        named = papers_had(turn.reading.text, list(papers.values()))
        if not named:
            return proceed(turn, turn.dialogue)
        journey = replace(journey, ticked=tuple(dict.fromkeys((*journey.ticked, *named))))
        facts = {"named": "、".join(papers[name].name for name in named), "left": ""}
        lead = (Draft("utter_ticked", "materials", "controlled", facts),)
        return proceed(turn, turn.dialogue.with_journey(journey), lead=lead)


class ActionNeedMaterial(GuideAction):
    """「要不要出生证明」: whether one paper is on this person's list."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_need_material"

    def act(self, turn: Turn) -> Result:
        """The paper's own line of the list, or that it is not wanted; then on as before."""
        found = current(turn, turn.dialogue)
        if found is None:
            return ActionGuide().act(turn)
        plan, journey = found
        items = plan.checklist(journey.answers).items
        paper = paper_asked_after(turn.reading.text, (item.material for item in items))
        item = next((item for item in items if item.material is paper), None)
        facts = {"service": plan.name, "name": asked_after(turn.reading.text)}
        if item is None:
            lead = (Draft("utter_paper_not_listed", "text", "answered", facts),)
            listed = show_checklist(turn, turn.dialogue)
            return replace(listed, drafts=(*lead, *listed.drafts))
        facts["line"] = lines.material(item, plan.questions(journey.answers), journey.answers)
        facts["footer"] = lines.footer(plan.owner)
        card = card_about(turn, turn.dialogue, plan.owner) | {"material": item.material.id}
        draft = Draft(_whether(item), "materials", "answered", facts, card)
        return Result((draft, *resume_hint(turn, turn.dialogue)), turn.dialogue)


def _whether(item: ChecklistItem) -> str:
    if not item.certain:
        return "utter_paper_perhaps"
    return "utter_paper_optional" if item.material.need == "optional" else "utter_paper_needed"


class ActionLackMaterial(GuideAction):
    """「没有社保清单怎么办」: where to get it, or what replaces it."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_lack_material"

    def act(self, turn: Turn) -> Result:
        """Says how to get the paper named; where another service issues it, offers that."""
        found = current(turn, turn.dialogue)
        if found is None:
            return ActionGuide().act(turn)
        plan, journey = found
        named = paper_named(turn.reading.text, plan, journey) or _by_issuer(turn, plan, journey)
        if named is None:
            lead = (Draft("utter_which_paper", "text", "clarified"),)
            return Result((*lead, *resume_hint(turn, turn.dialogue)), turn.dialogue)
        other = named.obtained_by if turn.guide.plan(named.obtained_by) else ""
        name = name_of(turn, other) if other and other != plan.id else ""
        facts = {
            "name": named.name,
            "waived": lines.sentence(named.waived and f"不一定要交：{named.waived}"),
            "electronic": lines.sentence(lines.electronic(named)),
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


def _by_issuer(turn: Turn, plan: Plan, journey: Journey) -> Material | None:
    """The paper whose issuing service the sentence names: 「社保清单」."""
    said = normalise(turn.reading.text)
    for item in plan.checklist(journey.answers).items:
        issuer = turn.guide.catalog.services.get(item.material.obtained_by)
        words = (issuer.name, *issuer.everyday_names) if issuer else ()
        if any(normalise(word) in said for word in words if len(word) > 1):
            return item.material
    return None


def _later(paper: Material) -> str:
    later = {"deferrable": "这一项可以容缺：先受理，之后再补交。", "optional": "这一项不是必交的。"}
    return later.get(paper.need, "")
