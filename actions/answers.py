"""One aspect of one service: fee, time, place, and so on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

from actions import cards, lines, views
from actions.base import GuideAction, Result, Turn
from actions.finding import nothing_found
from bot.catalog.model import Service
from bot.guidance.conditions import Answers
from bot.guidance.decision import target
from bot.guidance.state import Dialogue
from bot.replies import Draft, Kind

Words = Callable[[Service, Answers], str]


class AspectAction(GuideAction):
    """Finds the service meant, answers, and returns to the journey under way."""

    @abstractmethod
    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """The draft that answers for this service."""

    def act(self, turn: Turn) -> Result:
        """Answers, asks which service, or says that nothing fits."""
        found = target(turn.reading, turn.dialogue)
        if found.kind == "choices":
            dialogue = replace(turn.dialogue, aspect=self.name())
            return views.choices(turn, dialogue, found.services)
        if found.kind == "nothing":
            return nothing_found(turn)
        return self.about(turn, turn.dialogue, found.services[0])

    def about(self, turn: Turn, dialogue: Dialogue, service_id: str) -> Result:
        """The answer for one service, then the open question or how to go on."""
        service = views.service_of(turn, service_id)
        dialogue = replace(views.remember(turn, dialogue), topic=service.id, aspect=self.name())
        expired = views.not_in_force(turn, dialogue, service)
        if expired:
            return Result((expired,), dialogue)
        return Result(
            (self.answer(turn, dialogue, service), *views.resume_hint(turn, dialogue)), dialogue
        )


def _aspect(
    turn: Turn, dialogue: Dialogue, service: Service, *, response: str, kind: Kind, field: str
) -> Draft:
    """An answer made of the parts of one field of the service."""
    answers = views.known_answers(turn, service, dialogue)
    parts = getattr(service, field)
    text = lines.lines(service, parts, answers, lines.WRITERS)
    card = cards.about(service, turn.guide.catalog.version, views.on_date(dialogue).isoformat())
    card["lines"] = cards.parts(service, field, parts, answers)
    facts = {"service": service.name, "lines": text, "footer": lines.footer(service)}
    if not text:
        response = "utter_not_recorded"
    return Draft(response, kind, "answered", facts, card)


class ActionConditions(AspectAction):
    """Who may apply."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_conditions"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """The conditions in plain words."""
        return _aspect(
            turn, dialogue, service, response="utter_conditions", kind="condition", field="conditions"
        )


class ActionDuration(AspectAction):
    """How long it takes."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_duration"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Promised and legal limits."""
        return _aspect(
            turn, dialogue, service, response="utter_duration", kind="duration", field="time_limits"
        )


class ActionFee(AspectAction):
    """What it costs."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_fee"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Fees and exemptions."""
        return _aspect(turn, dialogue, service, response="utter_fee", kind="fee", field="fees")


class ActionChannel(AspectAction):
    """Online, counter, post, machine."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_channel"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """The ways to apply."""
        return _aspect(
            turn, dialogue, service, response="utter_channel", kind="channel", field="channels"
        )


class ActionVisits(AspectAction):
    """How often one must come."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_visits"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Visits and why."""
        return _aspect(
            turn, dialogue, service, response="utter_visits", kind="channel", field="visits"
        )


class ActionValidity(AspectAction):
    """What comes out and how long it is valid."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_validity"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Result, validity and renewal."""
        return _aspect(
            turn, dialogue, service, response="utter_validity", kind="summary", field="results"
        )


class ActionDeadline(AspectAction):
    """Until when one must apply."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_deadline"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Deadlines; where there are none, how long it takes."""
        if service.deadlines:
            return _aspect(
                turn, dialogue, service, response="utter_deadline", kind="duration", field="deadlines"
            )
        return _aspect(
            turn, dialogue, service, response="utter_no_deadline", kind="duration", field="time_limits"
        )


class ActionLocation(AspectAction):
    """Where to go; the district named is put first."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_location"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Offices, those of the district named first, and what differs there."""
        district = dialogue.district
        near = [p for p in service.places if not p.district or p.district == district or not district]
        notes = [n.text for n in service.district_notes if n.district == district]
        narrowed = service.copy(update={"places": tuple(near) or service.places})
        draft = _aspect(
            turn, dialogue, narrowed, response="utter_location", kind="place", field="places"
        )
        note = "".join(f"\n{district}：{text}" for text in notes)
        return replace(draft, facts={**draft.facts, "district_note": note})


class ActionHours(AspectAction):
    """When offices are open."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hours"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Opening hours."""
        text = "\n".join(f"· {lines.hours(place)}" for place in service.places)
        return _facts(turn, dialogue, service, response="utter_hours", kind="place", text=text)


class ActionContact(AspectAction):
    """Whom to call."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_contact"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Hotlines."""
        text = "\n".join(f"· {line.name}：{line.phone}" for line in service.hotlines)
        return _facts(turn, dialogue, service, response="utter_contact", kind="place", text=text)


class ActionLegal(AspectAction):
    """On what the rule rests."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_legal"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Laws, regulations and notices."""
        text = "\n".join(
            "· " + "，".join(filter(None, (f"《{b.title.strip('《》')}》", b.issuer, b.number, b.article)))
            for b in service.basis
        )
        return _facts(turn, dialogue, service, response="utter_legal", kind="legal", text=text)


class ActionProgress(AspectAction):
    """How to find out how far an application is."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_progress"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Where to look, as the bot sees no one's file."""
        text = "\n".join(f"· {lines.channel(way)}" for way in service.channels)
        return _facts(turn, dialogue, service, response="utter_progress", kind="progress", text=text)


class ActionProblem(AspectAction):
    """Something went wrong: frequent questions that fit, and what to do when refused."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_problem"

    def answer(self, turn: Turn, dialogue: Dialogue, service: Service) -> Draft:
        """Correction and the nearest frequent questions."""
        asked = set(turn.reading.text)
        nearest = sorted(service.faq, key=lambda f: -len(asked & set(f.q)))[:2]
        text = "\n".join([f"· {service.correction}", *(f"· {f.q}？{f.a}" for f in nearest)])
        return _facts(turn, dialogue, service, response="utter_problem", kind="text", text=text)


def _facts(
    turn: Turn, dialogue: Dialogue, service: Service, *, response: str, kind: Kind, text: str
) -> Draft:
    """An answer whose lines were written already."""
    card = cards.about(service, turn.guide.catalog.version, views.on_date(dialogue).isoformat())
    card["lines"] = [{"text": line.lstrip("· ")} for line in text.splitlines()]
    facts = {"service": service.name, "lines": text, "footer": lines.footer(service)}
    return Draft(response if text else "utter_not_recorded", kind, "answered", facts, card)
