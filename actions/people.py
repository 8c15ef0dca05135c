"""A person, a complaint, a code to go on elsewhere, and a receipt."""

from __future__ import annotations

from typing import Any

from actions.base import GuideAction, Result, Turn
from actions.context import current, on_date
from actions.flow import proceed, resume_hint
from bot.guidance.buttons import RESUME
from bot.guidance.papers import paper_named
from bot.guidance.reminders import events_to_name, reminders
from bot.replies import Draft


class ActionHandoff(GuideAction):
    """Wants a person."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_handoff"

    def act(self, turn: Turn) -> Result:
        """Names the telephones of the matter at hand; 12345 always answers."""
        service = turn.guide.catalog.services.get(turn.dialogue.topic)
        phones = "、".join(f"{h.name} {h.phone}" for h in service.hotlines) if service else ""
        facts = {"phones": phones or "12345"}
        draft = Draft("utter_handoff", "handoff", "handed_off", facts, {**facts})
        return Result((draft, *resume_hint(turn, turn.dialogue)), turn.dialogue)


class ActionComplaint(GuideAction):
    """Complains."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_complaint"

    def act(self, turn: Turn) -> Result:
        """Takes the complaint seriously, pinned to where it hurts; the journey goes on."""
        card = {"pin": _pin(turn), "words": turn.reading.text}
        draft = Draft("utter_complaint", "ticket", "ticketed", {}, card)
        return Result((draft, *resume_hint(turn, turn.dialogue)), turn.dialogue)


def _pin(turn: Turn) -> dict[str, Any]:
    """Service, step, material and district a complaint is about, as far as they are known."""
    found, where = current(turn, turn.dialogue), turn.dialogue.district
    top = turn.reading.top
    if found is None:
        named = top.service if top and top.score > turn.reading.no_service else turn.dialogue.topic
        return {"service": named, "step": "", "material": "", "district": where}
    plan, journey = found
    paper = paper_named(turn.reading.text, plan, journey)
    return {"service": plan.id, "step": journey.step, "material": paper.id if paper else "",
            "district": where}  # fmt: skip


class ActionGiveCode(GuideAction):
    """A 续办码: go on at another place."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_code"

    def act(self, turn: Turn) -> Result:
        """Promises a code, which the engine makes; without a journey there is none."""
        if not turn.dialogue.open_journeys:
            return proceed(turn, turn.dialogue)
        card = {"wants": "continuation_code"}
        return Result((Draft("utter_give_code", "text", "controlled", {}, card),), turn.dialogue)


class ActionSheet(GuideAction):
    """The checklist as a page to print, and its dates for a calendar."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_sheet"

    def act(self, turn: Turn) -> Result:
        """Promises both addresses, which the engine makes; open questions come first."""
        found = current(turn, turn.dialogue)
        if found is None:
            return proceed(turn, turn.dialogue)
        plan, journey = found
        progress = plan.progress(journey.answers)
        if progress.question is not None:
            lead = (Draft("utter_sheet_later", "text", "controlled"),)
            return proceed(turn, turn.dialogue, lead=lead)
        dated = bool(reminders(plan, journey, turn.dialogue.since, on_date(turn.dialogue)))
        undated = (
            ""
            if turn.dialogue.since.get(plan.id)
            else "、".join(events_to_name(plan, journey.answers))
        )
        facts = {
            "service": plan.name,
            "calendar": "\n要记的日子，点开就存进手机日历：\n〔历〕" if dated else "",
            "events": f"\n有的期限要从“{undated}”那天算起，告诉我是哪天（比如“10月3号，最晚哪天办”），"
            "就能算出日子、放进日历。"
            if undated
            else "",
        }
        card = {"wants": "sheet", "owner": plan.id, "dated": dated}
        draft = Draft("utter_sheet", "text", "controlled", facts, card, (RESUME.choice,))
        return Result((draft,), turn.dialogue)


class ActionReceipt(GuideAction):
    """Where does this come from?"""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_receipt"

    def act(self, turn: Turn) -> Result:
        """Promises to unfold the answer before this one, which only the log holds."""
        card = {"wants": "receipt"}
        return Result((Draft("utter_receipt", "receipt", "answered", {}, card),), turn.dialogue)
