"""How a service is done: materials, steps, ways, limits, fees, results, offices and dates."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, root_validator, validator

from bot.catalog.part import Conditional, Part

Need = Literal["required", "deferrable", "optional"]
Holder = Literal["self", "government", "third_party"]
ChannelKind = Literal["online", "counter", "post", "terminal", "phone"]
StepChannel = Literal["online", "counter", "post", "terminal", "phone", "any"]
DayKind = Literal["working", "calendar"]
ResultKind = Literal["certificate", "approval", "record", "payment", "other"]

SCHEME = re.compile("([a-z][a-z0-9+-]*):", re.IGNORECASE)
"""Begins an address; a host with a port has a dot before its colon."""

UNSEEN = re.compile("[\\x00-\\x20]")
"""What browsers leave out of an address before they look at its scheme."""


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

    @validator("url")
    def _runs_nothing(cls, value: str) -> str:
        scheme = SCHEME.match(UNSEEN.sub("", value))
        if scheme and scheme[1].lower() not in ("http", "https", "tel"):
            raise ValueError(f"an address begins with http, https or tel, not {scheme[1]!r}")
        return value


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
