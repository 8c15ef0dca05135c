"""What a service is.

The fields follow GB/T 39554 (基本目录及实施清单) and the Guangdong tables built on it; the
situation model (questions, options and ``when``) is ours. Everything is frozen: a catalogue
that is in use never changes, a new version replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, root_validator, validator

When = Mapping[str, tuple[str, ...]]
"""Question id → allowed option ids; every entry must hold. Empty means always."""

Need = Literal["required", "deferrable", "optional"]
Holder = Literal["self", "government", "third_party"]
ChannelKind = Literal["online", "counter", "post", "terminal", "phone"]
StepChannel = Literal["online", "counter", "post", "terminal", "phone", "any"]
DayKind = Literal["working", "calendar"]
Audience = Literal["individual", "company"]
ResultKind = Literal["certificate", "approval", "record", "payment", "other"]
Measure = Literal["age", "years", "months", "days", "yuan", "count", "tonnes", "square_metres"]


class Part(BaseModel):
    """Base of every part of the catalogue: frozen, and no field it does not know."""

    class Config:
        frozen = True
        extra = "forbid"
        anystr_strip_whitespace = True


class Conditional(Part):
    """A part that holds only for some answers."""

    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @validator("when", pre=True)
    def _one_option_may_stand_alone(cls, value: object) -> object:
        if isinstance(value, dict):
            return {k: (v,) if isinstance(v, str) else v for k, v in value.items()}
        return value

    @validator("when")
    def _names_options(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for question, options in value.items():
            if not options:
                raise ValueError(f"`when` names no option for question {question!r}")
        return value


class Codes(Part):
    """Codes of the national catalogue (GB/T 39554.1): 12, 31 and 33 characters."""

    basic: str = ""
    implementation: str = ""
    handle: str = ""


class Option(Part):
    """One possible answer; ``say`` are the words people use for it.

    ``from`` (inclusive) and ``to`` (exclusive) bound the question's ``measure``.
    """

    id: str
    label: str
    say: tuple[str, ...] = ()
    from_: float | None = Field(None, alias="from")
    to: float | None = None
    note: str = ""


class Question(Conditional):
    """A situation question: asked only while its answer can still change the outcome.

    ``about`` are words a clause must hold before its number counts as an answer.
    """

    id: str
    ask: str
    why: str = ""
    how_to_find_out: str = ""
    measure: Measure | None = None
    about: tuple[str, ...] = ()
    shared: bool = False
    options: tuple[Option, ...]

    @validator("options")
    def _at_least_two_different(cls, value: tuple[Option, ...]) -> tuple[Option, ...]:
        ids = [option.id for option in value]
        if len(ids) < 2 or len(set(ids)) != len(ids):
            raise ValueError("a question needs at least two options with different ids")
        if "unknown" in ids:
            raise ValueError("option id 'unknown' is reserved for 「不知道」")
        return value

    def option(self, option_id: str) -> Option:
        """Gives the option with this id; raises KeyError when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class Instead(Part):
    """What a person can do who cannot do what they came for."""

    do: str
    service: str = ""


class Outcome(Conditional):
    """An early end of a path: not eligible, or a different service."""

    not_eligible: str = ""
    instead: tuple[Instead, ...] = ()
    go_to: str = ""
    because: str = ""
    basis: str = ""

    @root_validator(skip_on_failure=True)
    def _one_of_two_ends(cls, values: dict[str, object]) -> dict[str, object]:
        if bool(values["not_eligible"]) == bool(values["go_to"]):
            raise ValueError("an outcome has either `not_eligible` or `go_to`")
        if values["not_eligible"] and not values["instead"]:
            raise ValueError("`not_eligible` needs `instead`: what the person can do")
        if values["go_to"] and not values["because"]:
            raise ValueError("`go_to` needs `because`")
        if not values["when"]:
            raise ValueError("an outcome needs `when`")
        return values


class Copies(Part):
    """How many sheets: originals (shown or handed in) and photocopies."""

    original: int = Field(1, ge=0, le=20)
    copy_: int = Field(0, alias="copy", ge=0, le=20)


class Material(Conditional):
    """A paper to bring or upload (申请材料)."""

    id: str
    name: str
    need: Need = "required"
    holder: Holder
    copies: Copies = Field(default_factory=lambda: Copies.parse_obj({}))
    electronic: str = ""
    waived: str = ""
    obtained_by: str = ""
    get_it: str = ""
    note: str = ""
    pitfalls: tuple[str, ...] = ()
    basis: str = ""


class Step(Conditional):
    """One step of the way (环节): who does what, where, how long, what comes out."""

    id: str
    name: str
    channel: StepChannel = "any"
    who: str
    do: str
    where: str = ""
    takes: str = ""
    result: str = ""
    check: str = ""
    stage: str = ""


class Stage(Conditional):
    """A stage of a multi-stage project; stages without a common ``after`` run in parallel."""

    id: str
    name: str
    days: int | None = Field(None, ge=0)
    after: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    counts: bool = True
    unknown: bool = False


class ChannelWay(Conditional):
    """A way to apply: where on the net, at which counter, which machine."""

    kind: ChannelKind
    name: str
    url: str = ""
    mini_program: str = ""
    note: str = ""


class Days(Part):
    """A length of time in working or calendar days; ``days`` 0 means on the spot."""

    days: int | None = Field(None, ge=0)
    kind: DayKind = "working"
    unknown: bool = False
    note: str = ""

    @root_validator(skip_on_failure=True)
    def _known_or_said_unknown(cls, values: dict[str, object]) -> dict[str, object]:
        if values["days"] is None and not (values["unknown"] or values["note"]):
            raise ValueError("give `days`, or `unknown: true`, or a `note`")
        return values


class TimeLimit(Conditional):
    """Legal (法定办结时限) and promised (承诺办结时限) limits."""

    legal: Days | None = None
    promised: Days | None = None
    basis: str = ""


class Fee(Conditional):
    """What it costs in yuan; 0 is free, ``unknown`` means the office must be asked."""

    item: str = ""
    amount: float | None = Field(None, ge=0)
    unknown: bool = False
    note: str = ""
    exemptions: tuple[str, ...] = ()
    basis: str = ""

    @root_validator(skip_on_failure=True)
    def _known_or_said_unknown(cls, values: dict[str, object]) -> dict[str, object]:
        if values["amount"] is None and not (values["unknown"] or values["note"]):
            raise ValueError("give `amount`, or `unknown: true`, or a `note`")
        return values


class Visits(Conditional):
    """How often a person must come (到办事现场次数), and why."""

    count: int = Field(ge=0, le=9)
    why: str = ""


class Result(Conditional):
    """What one gets in the end, how, how long it is valid and how it is renewed."""

    name: str
    kind: ResultKind = "certificate"
    receive: tuple[str, ...] = ()
    valid: str = ""
    renew_by: str = ""


class Place(Conditional):
    """An office or a kind of office (办理点)."""

    name: str
    kind: str = ""
    district: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    note: str = ""
    unknown: bool = False


class DistrictNote(Conditional):
    """What one district does differently."""

    district: str
    text: str


class Hotline(Part):
    """A telephone number to ask."""

    name: str
    phone: str


class Deadline(Conditional):
    """A date not to miss: so long after (negative: before) an event, or a window each year.

    ``opens`` and ``closes`` are "MM-DD".
    """

    id: str
    what: str
    event: str = ""
    days: int | None = None
    months: int | None = None
    years: int | None = None
    kind: DayKind = "calendar"
    opens: str = Field("", regex=r"^(\d\d-\d\d)?$")
    closes: str = Field("", regex=r"^(\d\d-\d\d)?$")
    unknown: bool = False
    late: str = ""
    basis: str = ""

    @root_validator(skip_on_failure=True)
    def _has_a_date(cls, values: dict[str, object]) -> dict[str, object]:
        counted = any(values[unit] is not None for unit in ("days", "months", "years"))
        if not (counted and values["event"]) and not values["closes"] and not values["unknown"]:
            raise ValueError("give `event` with days/months/years, or `closes`, or `unknown: true`")
        return values


class Condition(Conditional):
    """Who may apply: in plain words, and as the rule says it."""

    text: str
    formal: str = ""


class Basis(Part):
    """A law, regulation or notice (设定依据)."""

    title: str
    issuer: str = ""
    number: str = ""
    article: str = ""


class Faq(Part):
    """A frequent question with its answer."""

    q: str
    a: str


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


class Theme(Part):
    """A theme (主题分类) people browse by."""

    name: str
    say: tuple[str, ...] = ()
    text: str = ""


Fact = Literal["", "zero_visits", "one_visit", "on_the_spot", "paper_deferrable", "paper_waived"]


class Tag(Part):
    """An attribute people ask for (秒批, 全市通办 …), with the words for it.

    ``shown_by`` is what gives a service the attribute that does not name it among its tags.
    """

    name: str
    shown_by: Fact = ""
    say: tuple[str, ...] = ()
    text: str


class Department(Part):
    """A department with its telephone and what people call it."""

    name: str
    full_name: str
    say: tuple[str, ...] = ()
    phone: str = ""


class Vocabulary(Part):
    """The closed lists services choose from."""

    themes: tuple[Theme, ...] = ()
    tags: tuple[Tag, ...] = ()
    departments: tuple[Department, ...] = ()


class Catalog(Part):
    """All services of one version, by id."""

    version: str
    services: dict[str, Service]
    life_events: dict[str, LifeEvent] = Field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()
    shared_questions: dict[str, Question] = Field(default_factory=dict)
