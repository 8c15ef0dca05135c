"""The journey of a life event (一件事): its own questions first, then those of its services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.catalog.handling import Material, Step
from bot.catalog.model import LifeEvent, Service
from bot.catalog.situation import Outcome, Question
from bot.guidance.conditions import Answers, Status, status
from bot.guidance.plan import Member, Plan
from bot.guidance.situations import Progress, Situations
from bot.guidance.steps import PREFERRED_WAYS, default_way, steps, ways


@dataclass(frozen=True)
class EventPlan(Plan):
    """A life event: its own questions first, then those of the services they lead to.

    A question two services share or put in the same words, or that the event asks itself, is
    asked once; another is kept under ``service.question``. What the event settles (``given``)
    is not asked. Of the questions open now the one comes first that most hangs on.
    """

    owner: LifeEvent
    services: Mapping[str, Service]
    situations: Callable[[Service | LifeEvent], Situations]

    def progress(self, answers: Answers) -> Progress:
        """See Plan."""
        own = self.situations(self.owner).progress(self._of_event(answers))
        if own.question is not None:
            possible = self._included(answers, undecided=True)
            below = [self._progress_of(service, answers).remaining for service in possible]
            return Progress(own.question, own.remaining + sum(below), None)
        there = [
            (service, self._progress_of(service, answers)) for service in self._included(answers)
        ]
        remaining = sum(progress.remaining for _, progress in there)
        open_now = [
            (service, progress.question)
            for service, progress in there
            if progress.question is not None
        ]
        if not open_now:
            return Progress(None, 0, None)
        service, question = max(open_now, key=lambda pair: _weight(*pair))
        return Progress(self._named(service, question), remaining, None)

    def _progress_of(self, service: Service, answers: Answers) -> Progress:
        return self.situations(service).progress(self._own(service, answers))

    def relevant(self, answers: Answers) -> dict[str, str]:
        """See Plan."""
        kept = self._of_event(answers)
        for service in self._included(answers):
            own = self.situations(service).relevant(self._own(service, answers))
            kept |= {self._key(service, service.question(name)): own[name] for name in own}
        # In the order they were given: taking back undoes the last.
        return {name: kept[name] for name in answers if name in kept}

    def possible_outcomes(self, answers: Answers) -> tuple[Outcome, ...]:
        """See Plan."""
        return tuple(
            outcome
            for service, own in self.members(answers)
            for outcome in self.situations(service).possible_outcomes(own)
        )

    def members(self, answers: Answers) -> tuple[Member, ...]:
        """See Plan."""
        found = ((service, self._own(service, answers)) for service in self._included(answers))
        return tuple(
            (service, own)
            for service, own in found
            if self.situations(service).outcome(own) is None
        )

    def not_possible(self, answers: Answers) -> tuple[tuple[Service, Outcome], ...]:
        """See Plan."""
        found = (
            (service, self.situations(service).outcome(self._own(service, answers)))
            for service in self._included(answers)
        )
        return tuple((service, outcome) for service, outcome in found if outcome)

    def questions(self, answers: Answers) -> tuple[Question, ...]:
        """See Plan."""
        found = {q.id: q for q in self.owner.questions}
        for service in self._included(answers):
            given = self._given(service, answers)
            named = (self._named(service, q) for q in service.questions if q.id not in given)
            found |= {question.id: question for question in named}
        return tuple(found.values())

    def steps(self, answers: Answers, way: str) -> tuple[Step, ...]:
        """See Plan; a service that lacks the way is done by its own best one."""
        return tuple(
            step.copy(update={"id": f"{service.id}.{step.id}", "stage": service.name})
            for service, own in self.members(answers)
            for step in steps(service, own, _way_of(service, own, way))
        )

    def ways(self, answers: Answers) -> tuple[str, ...]:
        """See Plan."""
        present = {way for service, own in self.members(answers) for way in ways(service, own)}
        return tuple(way for way in PREFERRED_WAYS if way in present)

    def papers(self) -> Iterator[Material]:
        """See Plan."""
        for part in self.owner.services:
            service = self.services.get(part.service)
            yield from service.materials if service else ()

    def _included(self, answers: Answers, *, undecided: bool = False) -> tuple[Service, ...]:
        """The services the event's own answers lead to, each after those it needs."""
        wanted_when = (Status.HOLDS, Status.POSSIBLE, *((Status.OPEN,) if undecided else ()))
        own = self._of_event(answers)
        wanted = {
            part.service: part
            for part in self.owner.services
            if part.service in self.services and status(part.when, own) in wanted_when
        }
        ordered: dict[str, None] = {}

        def add(name: str) -> None:
            if name in ordered or name not in wanted:
                return
            for earlier in wanted[name].after:
                add(earlier)
            ordered[name] = None

        for name in wanted:
            add(name)
        return tuple(self.services[name] for name in ordered)

    def _of_event(self, answers: Answers) -> dict[str, str]:
        return self.situations(self.owner).relevant(answers)

    def _own(self, service: Service, answers: Answers) -> dict[str, str]:
        """The answers that concern one service, by its own ids; foreign options are left out."""
        own = self._given(service, answers)
        for question in service.questions:
            answer = answers.get(self._key(service, question))
            if answer is not None:
                own.setdefault(question.id, answer)
        return self.situations(service).relevant(own)

    def _given(self, service: Service, answers: Answers) -> dict[str, str]:
        """What the event settles for this service, by its own question ids."""
        own = self._of_event(answers)
        return {
            one.question: one.option
            for part in self.owner.services
            if part.service == service.id
            for one in part.given
            if status(one.when, own) is Status.HOLDS
        }

    def _key(self, service: Service, question: Question) -> str:
        asked = self._event_options.get(question.id)
        answers_it = asked is not None and asked <= {option.id for option in question.options}
        if question.shared or answers_it:
            return question.id
        first = self._first_to_ask[question.id, question.ask]
        return f"{first}.{question.id}"

    @cached_property
    def _first_to_ask(self) -> dict[tuple[str, str], str]:
        """The first service of the event that puts a question in these words."""
        found: dict[tuple[str, str], str] = {}
        for part in self.owner.services:
            service = self.services.get(part.service)
            for question in service.questions if service else ():
                found.setdefault((question.id, question.ask), part.service)
        return found

    @cached_property
    def _event_options(self) -> dict[str, set[str]]:
        return {q.id: {option.id for option in q.options} for q in self.owner.questions}

    def _named(self, service: Service, question: Question) -> Question:
        return self._by_id[self._key(service, question)]

    @cached_property
    def _all_questions(self) -> dict[str, Question]:
        found = {q.id: q for q in self.owner.questions}
        for part in self.owner.services:
            service = self.services.get(part.service)
            if service is None:
                continue
            for question in service.questions:
                key = self._key(service, question)
                found.setdefault(key, question.copy(update={"id": key}))
        return found

    @property
    def _by_id(self) -> Mapping[str, Question]:
        return self._all_questions


_HANGS_ON = {"outcomes": 5, "materials": 2, "steps": 1}
"""What an answer decides, the heaviest first: whether at all, what to bring, what to do."""


def _weight(service: Service, question: Question) -> int:
    """How much of a service hangs on one question."""
    return sum(
        _HANGS_ON.get(field, 0)
        for field, part in service.conditionals()
        if question.id in part.when
    )


def _way_of(service: Service, answers: Answers, way: str) -> str:
    existing = ways(service, answers)
    return way if way in existing else default_way(existing)
