"""One aspect of one service: fee, time, place, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions import lines
from actions.aspect import AspectAction, Line, asked_before, from_field
from actions.base import Result, Turn
from actions.context import current, plan_of
from actions.flow import begin
from bot.catalog.model import Service
from bot.guidance.answers import answers_in_sentence
from bot.guidance.conditions import Answers
from bot.guidance.state import Dialogue

ENOUGH_TOLD = 2
"""So many answers in a question are a person's situation, not a turn of phrase."""

AGENT = re.compile(
    r"代办|代领|代理|代[我他她]|[我他她]代|替[我他她]|帮.{0,4}办|委托|别人|家人|家属|本人.{0,4}[去来到]"
)
_OF_AGENTS = re.compile(r"代办|代理|代领|委托|本人|亲自|监护人|近亲属")


def by_another(service: Service) -> Iterator[Line]:
    """Every line of a service that says who has to come and who may come instead."""
    parts = [
        *((f"conditions.{i}", c.text) for i, c in enumerate(service.conditions)),
        *((f"visits.{i}", v.why) for i, v in enumerate(service.visits)),
        *((f"channels.{i}", c.note) for i, c in enumerate(service.channels)),
        *((f"faq.{i}", f.a) for i, f in enumerate(service.faq) if _OF_AGENTS.search(f.q)),
        *((f"materials.{m.id}", f"{m.name}（代办时带）") for m in service.materials
          if set(m.when.get("agent", ())) == {"agent"}),
    ]  # fmt: skip
    told = [Line(text, field) for field, text in parts if _OF_AGENTS.search(text)]
    yield from told or [Line("能不能请人代办，资料里没有写，去之前打 12345 问清楚", "conditions")]


class ActionConditions(AspectAction):
    """Who may apply."""

    response, kind = "utter_conditions", "condition"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_conditions"

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """「上班，非深户，能办居住证吗」 asks for this person, who is asked on; others hear the rules."""
        plan = plan_of(turn, owner_id)
        told = answers_in_sentence(plan.questions({}), turn.reading.told)
        if len(told) >= ENOUGH_TOLD and not dialogue.journey_of(owner_id):
            return begin(turn, dialogue, plan)
        return super().about(turn, dialogue, owner_id)

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The conditions in plain words; where another is to go, first what is written of that."""
        if AGENT.search(turn.reading.text):
            yield from by_another(service)
        yield from from_field(service, "conditions", answers)


class ActionFee(AspectAction):
    """What it costs."""

    response, kind = "utter_fee", "fee"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_fee"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Fees and exemptions."""
        return from_field(service, "fees", answers)


class ActionChannel(AspectAction):
    """Online, counter, post, machine."""

    response, kind = "utter_channel", "channel"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_channel"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The ways to apply."""
        return from_field(service, "channels", answers)


class ActionVisits(AspectAction):
    """How often one must come."""

    response, kind = "utter_visits", "channel"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_visits"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Visits and why."""
        return from_field(service, "visits", answers)


class ActionValidity(AspectAction):
    """What comes out and how long it is valid."""

    response, kind = "utter_validity", "summary"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_validity"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Result, validity and renewal."""
        return from_field(service, "results", answers)


class ActionLocation(AspectAction):
    """Where to go; the district named is put first."""

    response, kind = "utter_location", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_location"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Offices of the district named and of the whole city, and what differs there."""
        district = dialogue.district
        found = tuple(from_field(service, "places", answers))
        near = [
            line
            for line in found
            if not district
            or service.places[int(line.field.rpartition(".")[2])].district in ("", district)
        ]
        if district and not any(place.district == district for place in service.places):
            yield Line(f"{district}的办理点还没有单列，下面是全市通用的", "places")
        yield from near or found
        for index, note in enumerate(service.district_notes):
            if note.district == district:
                yield Line(f"{district}：{note.text}", f"district_notes.{index}")


class ActionHours(AspectAction):
    """When offices are open."""

    response, kind = "utter_hours", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hours"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Opening hours."""
        for index, place in enumerate(service.places):
            yield Line(lines.hours(place), f"places.{index}")


class ActionContact(AspectAction):
    """Whom to call."""

    response, kind = "utter_contact", "place"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_contact"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Hotlines."""
        for index, line in enumerate(service.hotlines):
            yield Line(f"{line.name}：{line.phone}", f"hotlines.{index}")


class ActionLegal(AspectAction):
    """On what the rule rests."""

    response, kind = "utter_legal", "legal"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_legal"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Laws, regulations and notices."""
        for index, basis in enumerate(service.basis):
            title = f"《{basis.title.strip('《》')}》"
            text = "，".join(filter(None, (title, basis.issuer, basis.number, basis.article)))
            yield Line(text, f"basis.{index}")


class ActionProgress(AspectAction):
    """How to find out how far an application is."""

    response, kind = "utter_progress", "progress"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_progress"

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """Where to look, as the bot sees no one's file."""
        return from_field(service, "channels", answers)


class ActionProblem(AspectAction):
    """Something went wrong: frequent questions that fit, and what to do when refused."""

    response, kind = "utter_problem", "text"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_problem"

    def about(self, turn: Turn, dialogue: Dialogue, owner_id: str) -> Result:
        """A problem that another service solves (「身份证丢了」) opens that service."""
        found = current(turn, dialogue)
        if found is not None and found[0].id == owner_id:
            return super().about(turn, dialogue, owner_id)
        return begin(turn, dialogue, plan_of(turn, owner_id))

    def written(
        self, turn: Turn, dialogue: Dialogue, service: Service, answers: Answers
    ) -> Iterator[Line]:
        """The nearest frequent questions, then what to do when refused."""
        said = {line.field for line in asked_before(turn, service)}
        asked = set(turn.reading.text)
        nearest = sorted(service.faq, key=lambda f: -len(asked & set(f.q)))[:2]
        for faq in nearest:
            field = f"faq.{service.faq.index(faq)}"
            if field not in said:
                yield Line(f"{faq.q}？{faq.a}", field)
        if service.correction:
            yield Line(service.correction, "correction")
