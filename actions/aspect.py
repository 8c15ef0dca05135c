"""What every answer about one aspect of one service has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from actions import drafts, lines
from actions.base import GuideAction, Result, Turn
from actions.context import card_about, frequent, known_answers, plan_of, remember
from actions.finding import not_one_service
from actions.flow import resume_hint
from bot.catalog.model import Service
from bot.guidance.conditions import Answers
from bot.guidance.plan import Plan
from bot.guidance.state import Dialogue
from bot.guidance.target import target
from bot.replies import Draft, Kind


@dataclass(frozen=True)
class Line:
    """One line of an answer, the field it came from, and for whom it is where undecided."""

    text: str
    field: str
    situation: str = ""

    def __str__(self) -> str:
        return f"{self.situation}：{self.text}" if self.situation else self.text


class AspectAction(GuideAction):
    """Finds the service meant, answers, and returns to the journey under way."""

    response: ClassVar[str]
    kind: ClassVar[Kind]

    @abstractmethod
    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The lines that answer for one service."""

    def act(self, turn: Turn) -> Result:
        """Answers, asks which service, or says that nothing fits."""
        found = target(turn.reading, turn.dialogue, turn.guide)
        if found.kind == "choices":
            dialogue = replace(turn.dialogue, aspect=self.name())
            return drafts.choices(turn, dialogue, found.services)
        if found.kind == "nothing":
            return not_one_service(turn)
        return self.about(turn, turn.dialogue, found.services[0])

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """The answer for one service or life event, then the open question or how to go on."""
        plan = plan_of(turn, owner_id)
        dialogue = replace(remember(turn, dialogue), topic=plan.id, aspect="", offers=())
        if isinstance(plan.owner, Service):
            stopped = drafts.not_in_force(turn, dialogue, plan.owner)
            if stopped:
                draft, offers = stopped
                return Result(
                    (draft, *resume_hint(turn, dialogue)), replace(dialogue, offers=offers)
                )
        answer = self.answer(turn, dialogue, plan)
        return Result((answer, *resume_hint(turn, dialogue)), dialogue)

    def answer(self, turn: Turn, dialogue: Dialogue, plan: Plan) -> Draft:
        """The draft that answers; for a life event each service under its name."""
        answers = known_answers(turn, plan, dialogue)
        members = plan.members(answers)
        by_service = [
            (service, (*asked_before(turn, service), *self.written(turn, dialogue, service, own)))
            for service, own in members
        ]
        texts = [
            (f"〔{service.name}〕\n" if len(members) > 1 else "") + lines.bullets(map(str, found))
            for service, found in by_service
            if found
        ]
        card = card_about(turn, dialogue, plan.owner)
        card["lines"] = [
            {"field": line.field, "text": line.text, "for": line.situation, "service": service.id}
            for service, found in by_service
            for line in found
        ]
        facts = {
            "service": plan.name,
            "lines": "\n".join(texts),
            "footer": lines.footer(plan.owner),
        }
        draft = Draft(self.response, self.kind, "answered", facts, card)
        if not any(texts):
            return replace(draft, response="utter_not_recorded")
        return self.finished(turn, dialogue, plan, draft)

    def finished(self, turn: Turn, dialogue: Dialogue, plan: Plan, draft: Draft) -> Draft:
        """The draft with what only this aspect adds."""
        return draft


def asked_before(turn: Turn, service: Service) -> Iterator[Line]:
    """The answer to a frequent question, where the message asks just that."""
    found = frequent(turn, service)
    if found is not None:
        yield Line(found[0].a, found[1])


def from_field(service: Service, field: str, answers: Answers) -> Iterator[Line]:
    """One line for every part of a field that applies or still may apply."""
    for index, part, certain in lines.applicable(getattr(service, field), answers):
        text = lines.WRITERS[type(part)](part)  # type: ignore[operator]
        label = "" if certain else lines.situation(service.questions, part, answers)
        yield Line(text, f"{field}.{index}", label)
