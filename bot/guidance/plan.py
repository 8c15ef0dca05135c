"""What a journey walks through: one service, or the services of a life event (一件事)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.catalog.handling import Material, Step
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.situation import Outcome, Question
from bot.guidance.checklist import Checklist, checklist, merge
from bot.guidance.conditions import Answers
from bot.guidance.events import EventNames
from bot.guidance.situations import Progress, Situations
from bot.guidance.steps import default_way, steps, ways

Member = tuple[Service, Answers]
"""A service of a plan with the answers that count there, by its own question ids."""


class Plans(Protocol):
    """Where plans come from: the catalogue in force, made ready for use."""

    catalog: Catalog
    events: EventNames

    def plan(self, owner_id: str) -> Plan | None:
        """The plan of a service or life event; None for an id that is neither."""


class Plan(ABC):
    """Questions, papers and steps of one journey; answers are kept by the plan's question ids.

    Every method takes all answers ever given and leaves out those that do not count, so that
    an answer is not lost while another one makes it idle.
    """

    owner: Service | LifeEvent

    @property
    def id(self) -> str:
        """The id of the service or life event."""
        return self.owner.id

    @property
    def name(self) -> str:
        """The name people see."""
        return self.owner.name

    @abstractmethod
    def progress(self, answers: Answers) -> Progress:
        """The next question, or the outcome reached."""

    @abstractmethod
    def relevant(self, answers: Answers) -> dict[str, str]:
        """The answers that still count."""

    @abstractmethod
    def possible_outcomes(self, answers: Answers) -> tuple[Outcome, ...]:
        """Early ends that hold if something not known turns out so."""

    @abstractmethod
    def members(self, answers: Answers) -> tuple[Member, ...]:
        """The services that are done in this journey, in order."""

    @abstractmethod
    def questions(self, answers: Answers) -> tuple[Question, ...]:
        """Every question that may be asked for these answers, with the plan's ids."""

    @abstractmethod
    def steps(self, answers: Answers, way: str) -> tuple[Step, ...]:
        """All steps in order for this way."""

    @abstractmethod
    def ways(self, answers: Answers) -> tuple[str, ...]:
        """The ways that exist, preferred first."""

    @abstractmethod
    def not_possible(self, answers: Answers) -> tuple[tuple[Service, Outcome], ...]:
        """Services of the plan this person cannot have, with the reason."""

    @abstractmethod
    def papers(self) -> Iterator[Material]:
        """Every paper of the plan, whatever the situation."""

    def question(self, question_id: str) -> Question | None:
        """The question with this id, whatever was answered."""
        return self._by_id.get(question_id)

    @property
    @abstractmethod
    def _by_id(self) -> Mapping[str, Question]: ...

    def checklist(self, answers: Answers, *, ticked: tuple[str, ...] = ()) -> Checklist:
        """The papers of all services, each once."""
        return merge(checklist(s, own, ticked=ticked) for s, own in self.members(answers))

    def default_way(self, answers: Answers, *, plain: bool) -> str:
        """The way taken when the person named none."""
        return default_way(self.ways(answers), plain=plain)


@dataclass(frozen=True)
class ServicePlan(Plan):
    """One service."""

    owner: Service
    situations: Situations

    def progress(self, answers: Answers) -> Progress:
        """See Plan."""
        return self.situations.progress(self.relevant(answers))

    def relevant(self, answers: Answers) -> dict[str, str]:
        """See Plan."""
        return self.situations.relevant(answers)

    def possible_outcomes(self, answers: Answers) -> tuple[Outcome, ...]:
        """See Plan."""
        return self.situations.possible_outcomes(self.relevant(answers))

    def members(self, answers: Answers) -> tuple[Member, ...]:
        """See Plan."""
        return ((self.owner, self.relevant(answers)),)

    def questions(self, answers: Answers) -> tuple[Question, ...]:
        """See Plan."""
        return self.owner.questions

    def steps(self, answers: Answers, way: str) -> tuple[Step, ...]:
        """See Plan."""
        return steps(self.owner, self.relevant(answers), way)

    def ways(self, answers: Answers) -> tuple[str, ...]:
        """See Plan."""
        return ways(self.owner, self.relevant(answers))

    def not_possible(self, answers: Answers) -> tuple[tuple[Service, Outcome], ...]:
        """See Plan: a single service ends early instead."""
        return ()

    def papers(self) -> Iterator[Material]:
        """See Plan."""
        return iter(self.owner.materials)

    @property
    def _by_id(self) -> Mapping[str, Question]:
        return self.situations.questions
