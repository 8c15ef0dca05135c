"""What a service is.

The fields follow GB/T 39554 (基本目录及实施清单) and the Guangdong tables built on it; the
situation model (questions, options and ``when``) is ours. Everything is frozen: a catalogue
that is in use never changes, a new version replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field, root_validator

from bot.catalog.handling import (
    Basis,
    ChannelWay,
    Condition,
    Deadline,
    DistrictNote,
    Faq,
    Fee,
    Hotline,
    Material,
    Place,
    Result,
    Stage,
    Step,
    TimeLimit,
    Visits,
)
from bot.catalog.part import Conditional, Part
from bot.catalog.situation import Outcome, Question
from bot.catalog.vocabulary import Vocabulary

Audience = Literal["individual", "company"]


class Codes(Part):
    """Codes of the national catalogue (GB/T 39554.1): 12, 31 and 33 characters."""

    basic: str = ""
    implementation: str = ""
    handle: str = ""


class NextService(Part):
    """What people usually need afterwards."""

    service: str
    why: str


class Validity(Part):
    """When the service or its rules hold; a past ``effective_to`` is never stated as valid."""

    effective_from: date | None = None
    effective_to: date | None = None
    superseded_by: str = ""
    note: str = ""

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, object]) -> dict[str, object]:
        start, end = values["effective_from"], values["effective_to"]
        if isinstance(start, date) and isinstance(end, date) and end < start:
            raise ValueError("`effective_to` lies before `effective_from`")
        return values


class Service(Part):
    """One service (事项) with everything a person is told about it."""

    id: str = Field(regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    short_name: str = ""
    theme: str
    department: str
    audience: tuple[Audience, ...]
    codes: Codes = Codes()
    tags: tuple[str, ...] = ()
    summary: str
    everyday_names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sample_questions: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[Step, ...] = ()
    stages: tuple[Stage, ...] = ()
    channels: tuple[ChannelWay, ...] = ()
    offline: str = ""
    correction: str = ""
    time_limits: tuple[TimeLimit, ...] = ()
    fees: tuple[Fee, ...] = ()
    visits: tuple[Visits, ...] = ()
    results: tuple[Result, ...] = ()
    places: tuple[Place, ...] = ()
    district_notes: tuple[DistrictNote, ...] = ()
    hotlines: tuple[Hotline, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    faq: tuple[Faq, ...] = ()
    related: tuple[str, ...] = ()
    next: tuple[NextService, ...] = ()
    basis: tuple[Basis, ...] = ()
    source: str = ""
    written_on: date | None = None
    checked_on: date | None = None
    validity: Validity = Validity()
    demonstration: bool = False
    phrases: tuple[str, ...] = ()

    def question(self, question_id: str) -> Question:
        """Gives the question with this id; raises KeyError when there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def conditionals(self) -> Iterator[tuple[str, Conditional]]:
        """Every part that carries a ``when``, with the name of its field."""
        for field in CONDITIONAL_FIELDS:
            for part in getattr(self, field):
                yield field, part


CONDITIONAL_FIELDS = (
    "conditions", "questions", "outcomes", "materials", "steps", "stages", "channels",
    "time_limits", "fees", "visits", "results", "places", "district_notes", "deadlines",
)  # fmt: skip


class Given(Conditional):
    """An answer the life event settles for one of its services, so that it is not asked there."""

    question: str
    option: str


class EventService(Conditional):
    """A service inside a life event, and why it belongs there."""

    service: str
    why: str
    after: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class LifeEvent(Part):
    """A bundle (一件事) that joins services into one journey with one checklist."""

    id: str = Field(regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    summary: str
    everyday_names: tuple[str, ...] = ()
    sample_questions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    services: tuple[EventService, ...]
    source: str = ""
    written_on: date | None = None
    checked_on: date | None = None


class Catalog(Part):
    """All services of one version, by id."""

    version: str
    services: dict[str, Service]
    life_events: dict[str, LifeEvent] = Field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()
    shared_questions: dict[str, Question] = Field(default_factory=dict)
